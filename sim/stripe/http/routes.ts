// How an operation of the API is declared and found. Invariant: static parts of a path win over parameters.
import type { Params, Shape } from './params.ts'
import type { RawHash } from './form-body.ts'
import type { World } from '../state/world.ts'
import { readParams } from './params.ts'

export interface Call<P> {
  world: World
  params: P
  /** The first parameter of the path, '' when it has none. */
  id: string
  /** The second. */
  innerId: string
}
export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  run(world: World, raw: RawHash, ids: string[]): object
}
/** Declares an operation: `:name` parts of the path are parameters; the answer is shown as it is, then expanded. */
export function route<S extends Shape>(
  method: Route['method'],
  path: string,
  shape: S,
  run: (call: Call<Params<S>>) => object,
): Route {
  return {
    method,
    path,
    run: (world, raw, [id = '', innerId = '']) => run({ world, params: readParams(shape, raw), id, innerId }),
  }
}

export interface Match {
  route: Route
  ids: string[]
}
/** Finds the operation for a method and path, undefined when there is none. */
export function makeRouter(routes: Route[]): (method: string, path: string) => Match | undefined {
  const table = new Map<string, { parts: string[]; route: Route }[]>()
  const bySpecificity = routes.toSorted((left, right) => parameters(left.path) - parameters(right.path))
  for (const found of bySpecificity) {
    const parts = found.path.split('/')
    const key = `${found.method} ${parts.length}`
    table.set(key, [...(table.get(key) ?? []), { parts, route: found }])
  }
  return (method, path) => {
    const given = path.split('/')
    for (const { parts, route: found } of table.get(`${method} ${given.length}`) ?? []) {
      const fits = parts.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
      if (fits)
        return { route: found, ids: given.filter((_, index) => parts[index]?.startsWith(':')).map(decodeURIComponent) }
    }
    return undefined
  }
}

function parameters(path: string): number {
  return path.split(':').length - 1
}
