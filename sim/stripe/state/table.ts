// The rows of one kind: by id, in the order they were made, and by index. Invariant: each index names exactly the rows that have its value.

/** For each index the value of a row, null when it has none. */
export type IndexFunctions = Record<string, (row: { id: string }) => string | null>
interface Row {
  id: string
}
export interface Table {
  get(id: string): Row | undefined
  place(row: Row): void
  drop(id: string): void
  newest(): Generator<Row>
  oldest(): Iterable<Row>
  /** Newest first. */
  by(index: string, value: string): Row[]
}

export function makeTable(functions: IndexFunctions): Table {
  const rows = new Map<string, Row>()
  let order: string[] = []
  // Ids that were dropped and still stand in the order.
  const stale = new Set<string>()
  const indexes = new Map<string, Map<string, Set<string>>>(Object.keys(functions).map((name) => [name, new Map()]))

  function reindex(id: string, before: Row | undefined, after: Row | undefined): void {
    for (const [name, valueOf] of Object.entries(functions)) {
      const was = before ? valueOf(before) : null
      const is = after ? valueOf(after) : null
      const index = indexes.get(name)
      if (was === is || !index) continue
      if (was !== null) index.get(was)?.delete(id)
      if (is !== null) index.set(is, (index.get(is) ?? new Set()).add(id))
    }
  }
  return {
    get: (id) => rows.get(id),
    place(row) {
      const before = rows.get(row.id)
      if (stale.delete(row.id)) order = order.filter((id) => id !== row.id)
      if (!before) order.push(row.id)
      reindex(row.id, before, row)
      rows.set(row.id, row)
    },
    drop(id) {
      if (!rows.has(id)) return
      reindex(id, rows.get(id), undefined)
      rows.delete(id)
      stale.add(id)
      // The order keeps dropped ids until they are half of it: dropping stays cheap.
      if (order.length <= 64 || order.length <= 2 * rows.size) return
      order = [...rows.keys()]
      stale.clear()
    },
    *newest() {
      for (let index = order.length - 1; index >= 0; index -= 1) {
        const row = rows.get(order[index] ?? '')
        if (row) yield row
      }
    },
    oldest: () => rows.values(),
    by: (index, value) => [...(indexes.get(index)?.get(value) ?? [])].reverse().flatMap((id) => rows.get(id) ?? []),
  }
}
