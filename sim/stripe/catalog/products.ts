// Products: what is sold. Invariant: a product with prices cannot be deleted, as with Stripe.
import { bool, hash, list, text, type Params } from '../http/params.ts'
import { createdRange, inRange, pageOf, pageShape, where } from '../http/page-list.ts'
import { invalid } from '../http/errors.ts'
import { defined } from '../http/defined.ts'
import { mergeMetadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { change, changeAndTell, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { show } from '../state/render.ts'
import type { World } from '../state/world.ts'
import { makeProduct, newProductFields, productFields } from './make-product.ts'
import { makePrice, priceDataShape } from './prices.ts'

const createShape = { ...newProductFields, default_price_data: hash(priceDataShape) }
const updateShape = { ...productFields, name: text(), default_price: text() }

function createProduct(world: World, params: Params<typeof createShape>): object {
  if (params.id !== undefined && world.store.get('product', params.id))
    throw invalid('Product already exists.', 'id', 'resource_already_exists')
  const { default_price_data: priced, ...rest } = params
  const product = makeProduct(world, rest)
  if (!priced) return show(world, 'product', product)
  const price = makePrice(world, product.id, priced)
  return show(world, 'product', change(world, 'product', product.id, { default_price: price.id }))
}

function updateProduct(
  world: World,
  id: string,
  { metadata: given, default_price: price, ...rest }: Params<typeof updateShape>,
): object {
  const before = mustFind(world, 'product', id)
  if (price !== undefined && mustFind(world, 'price', price, 'default_price').product !== id)
    throw invalid('The price specified is not of this product.', 'default_price')
  const merged = mergeMetadata(before.metadata, given)
  const patch = { ...defined(rest), ...defined({ default_price: price }), metadata: merged, updated: world.now() }
  return show(world, 'product', changeAndTell(world, 'product', id, patch, 'product.updated'))
}

export const productRoutes: Route[] = [
  route('POST', '/v1/products', createShape, ({ world, params }) => createProduct(world, params)),
  route('GET', '/v1/products/:id', {}, ({ world, id }) => show(world, 'product', mustFind(world, 'product', id))),
  route('POST', '/v1/products/:id', updateShape, ({ world, id, params }) => updateProduct(world, id, params)),
  route('DELETE', '/v1/products/:id', {}, ({ world, id }) => {
    const product = mustFind(world, 'product', id)
    if (world.store.by('price', 'product', id).length > 0)
      throw invalid('This product cannot be deleted because it has one or more user-created prices.')
    world.store.remove('product', id)
    emit(world, 'product.deleted', show(world, 'product', product))
    return { id, object: 'product', deleted: true }
  }),
  route(
    'GET',
    '/v1/products',
    {
      ...pageShape,
      active: bool(),
      created: createdRange(),
      ids: list(text()),
      shippable: bool(),
      type: text(),
      url: text(),
    },
    ({ world, params }) => {
      const { active, ids, created, shippable, url } = params
      const wanted = where(
        world.store.newest('product'),
        (row) =>
          (active === undefined || row.active === active) &&
          (!ids || ids.includes(row.id)) &&
          inRange(row.created, created) &&
          (shippable === undefined || row.shippable === shippable) &&
          (url === undefined || row.url === url),
      )
      const page = pageOf(wanted, params, '/v1/products')
      return { ...page, data: page.data.map((row) => show(world, 'product', row)) }
    },
  ),
]
