// Products: what is sold. Invariant: a product with prices cannot be deleted, as with Stripe.
import type Stripe from 'stripe';
import { bool, clearable, decimalNumber, hash, list, need, oneOf, text, type Params } from '../http/params.ts';
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts';
import { invalid } from '../http/errors.ts';
import { mergeMetadata, metadata } from '../http/metadata.ts';
import { route, type Route } from '../http/routes.ts';
import { change, changeAndTell, create, mustFind } from '../state/change.ts';
import { emit } from '../events/emit.ts';
import { newId } from '../state/ids.ts';
import { show } from '../state/render.ts';
import type { ProductRow } from '../state/rows.ts';
import type { World } from '../state/world.ts';
import { makePrice, priceDataShape } from './prices.ts';

const fields = {
  active: bool(),
  description: clearable(text()),
  images: list(text()),
  marketing_features: list(hash({ name: need(text(80)) })),
  metadata: metadata(),
  package_dimensions: clearable(hash({ height: need(decimalNumber()), length: need(decimalNumber()), weight: need(decimalNumber()), width: need(decimalNumber()) })),
  shippable: bool(),
  statement_descriptor: text(22),
  tax_code: clearable(text()),
  unit_label: clearable(text()),
  url: clearable(text()),
};
const createShape = { ...fields, id: text(), name: need(text()), type: oneOf('good', 'service'), default_price_data: hash(priceDataShape) };
const updateShape = { ...fields, name: text(), default_price: text() };

/** The product that `product_data` of a price or line describes. */
export function makeProduct(world: World, params: Partial<Params<typeof createShape>> & { name: string }): ProductRow {
  const { metadata: given, default_price_data: _price, id, type = 'service', shippable = null, ...rest } = params;
  const now = world.now();
  const row = {
    id: id ?? newId('prod', 14),
    object: 'product',
    active: true,
    created: now,
    default_price: null,
    livemode: false,
    marketing_features: [],
    tax_details: null,
    type,
    updated: now,
    ...{ description: null, images: [], package_dimensions: null, tax_code: null, url: null, unit_label: null, statement_descriptor: null },
    ...defined(rest),
    shippable,
    metadata: mergeMetadata({}, given),
  } satisfies Stripe.Product;
  return create(world, 'product', row, 'product.created');
}

/** Without the keys that were not given. */
export function defined<T extends object>(params: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only keys with a value are left, which the mapped type says and Object.fromEntries cannot.
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function createProduct(world: World, params: Params<typeof createShape>): object {
  if (params.id !== undefined && world.store.get('product', params.id)) throw invalid('Product already exists.', 'id', 'resource_already_exists');
  const product = makeProduct(world, params);
  if (!params.default_price_data) return show(world, 'product', product);
  const price = makePrice(world, product.id, params.default_price_data);
  return show(world, 'product', change(world, 'product', product.id, { default_price: price.id }));
}

function updateProduct(world: World, id: string, { metadata: given, default_price: price, ...rest }: Params<typeof updateShape>): object {
  const before = mustFind(world, 'product', id);
  if (price !== undefined && mustFind(world, 'price', price, 'default_price').product !== id) throw invalid('The price specified is not of this product.', 'default_price');
  const merged = mergeMetadata(before.metadata, given);
  const patch = { ...defined(rest), ...defined({ default_price: price }), metadata: merged, updated: world.now() };
  return show(world, 'product', changeAndTell(world, 'product', id, patch, 'product.updated'));
}

export const productRoutes: Route[] = [
  route('POST', '/v1/products', createShape, ({ world, params }) => createProduct(world, params)),
  route('GET', '/v1/products/:id', {}, ({ world, id }) => show(world, 'product', mustFind(world, 'product', id))),
  route('POST', '/v1/products/:id', updateShape, ({ world, id, params }) => updateProduct(world, id, params)),
  route('DELETE', '/v1/products/:id', {}, ({ world, id }) => {
    const product = mustFind(world, 'product', id);
    if (world.store.by('price', 'product', id).length > 0) throw invalid('This product cannot be deleted because it has one or more user-created prices.');
    world.store.remove('product', id);
    emit(world, 'product.deleted', show(world, 'product', product));
    return { id, object: 'product', deleted: true };
  }),
  route('GET', '/v1/products', { ...pageShape, active: bool(), created: createdRange(), ids: list(text()), shippable: bool(), type: text(), url: text() }, ({ world, params }) => {
    const { active, ids, created, shippable, url } = params;
    const wanted = where(world.store.newest('product'), (row) => (active === undefined || row.active === active) && (!ids || ids.includes(row.id)) && inRange(row.created, created) && (shippable === undefined || row.shippable === shippable) && (url === undefined || row.url === url));
    const page = pageOf(wanted, params, '/v1/products');
    return { ...page, data: page.data.map((row) => show(world, 'product', row)) };
  }),
];
