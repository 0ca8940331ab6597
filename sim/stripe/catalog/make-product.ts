// Makes products: by their own route, and from the `product_data` of a price or line.
import type Stripe from 'stripe'
import { bool, clearable, decimalNumber, hash, list, need, oneOf, text, type Params } from '../http/params.ts'
import { defined } from '../http/defined.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { create } from '../state/change.ts'
import { newId } from '../state/ids.ts'
import type { ProductRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'

export const productFields = {
  active: bool(),
  description: clearable(text()),
  images: list(text()),
  marketing_features: list(hash({ name: need(text(80)) })),
  metadata: metadata(),
  package_dimensions: clearable(
    hash({
      height: need(decimalNumber()),
      length: need(decimalNumber()),
      weight: need(decimalNumber()),
      width: need(decimalNumber()),
    }),
  ),
  shippable: bool(),
  statement_descriptor: text(22),
  tax_code: clearable(text()),
  unit_label: clearable(text()),
  url: clearable(text()),
}
export const newProductFields = { ...productFields, id: text(), name: need(text()), type: oneOf('good', 'service') }

const nothing = {
  active: true,
  default_price: null,
  description: null,
  images: [],
  livemode: false,
  marketing_features: [],
  package_dimensions: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  unit_label: null,
  url: null,
} satisfies Partial<Stripe.Product>

/** Stores it and emits product.created. */
export function makeProduct(world: World, params: Params<typeof newProductFields>): ProductRow {
  const { metadata: given, id, type = 'service', shippable = null, ...rest } = params
  const row = {
    ...nothing,
    id: id ?? newId('prod', 14),
    object: 'product',
    created: world.now(),
    type,
    updated: world.now(),
    ...defined(rest),
    shippable,
    metadata: mergeMetadata({}, given),
  } satisfies Stripe.Product
  return create(world, 'product', row, 'product.created')
}
