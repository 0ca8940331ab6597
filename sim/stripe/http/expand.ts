// `expand`: puts objects where ids stand, to any of Stripe's four levels, in lists too, and adds what is only shown on request.
// Invariant: the rows are never changed; the answer is cloned first.
import type { World } from '../state/world.ts'
import { kindOfId, type Kind } from '../state/tables.ts'
import { includable } from './includable.ts'
import { show } from '../state/render.ts'
import { invalid } from './errors.ts'

type Node = Record<string, unknown>
/** Ids of these have no prefix of their own, so the field's name says what they are. */
const kindOfField: Record<string, Kind> = { coupon: 'coupon', product: 'product' }

export function expand(world: World, answer: object, paths: string[]): object {
  if (paths.length === 0) return answer
  // A clone of an answer is made of plain hashes and lists.
  const root = structuredClone(answer) as Node
  for (const path of paths) {
    const parts = path.split('.')
    if (parts.length > 4) throw invalid(`You cannot expand more than 4 levels of a property (${path}).`, 'expand')
    expandAt(world, root, parts, path)
  }
  return root
}

function expandAt(world: World, node: unknown, [head = '', ...rest]: string[], path: string): void {
  if (Array.isArray(node)) {
    for (const inner of node) expandAt(world, inner, [head, ...rest], path)
    return
  }
  if (!isNode(node) || node['deleted'] === true) return
  if (!(head in node) || (node[head] === null && includable(node['object'], head))) include(world, node, head, path)
  const value = node[head]
  if (typeof value === 'string') node[head] = lookUp(world, head, value, path, node)
  else if (Array.isArray(value))
    node[head] = value.map((one: unknown) => (typeof one === 'string' ? lookUp(world, head, one, path, node) : one))
  if (rest.length > 0) expandAt(world, node[head], rest, path)
}

function include(world: World, node: Node, head: string, path: string): void {
  const make = includable(node['object'], head)
  if (!make) throw cannot(path)
  node[head] = structuredClone(make(world, String(node['id'])))
}

function lookUp(world: World, field: string, id: string, path: string, node: Node): unknown {
  const kind = kindOfField[field] ?? kindOfId(id)
  const row = kind ? world.store.get(kind, id) : undefined
  if (!kind || field === 'id' || (node['object'] === 'charge' && field === 'payment_method')) throw cannot(path)
  return row ? structuredClone(show(world, kind, row)) : id
}

function cannot(path: string) {
  return invalid(
    `This property cannot be expanded (${path}). You may want to try expanding the parent object instead.`,
    'expand',
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}
