// All rows in memory, with indexes, in the order they were made. Invariant: what commit() has written survives kill -9; what has not
// been committed was never answered to anybody.
import { makeTable, type IndexFunctions, type Table } from './table.ts'
import { indexes, type Kind, type Tables } from './tables.ts'

export interface Journal {
  append(changes: Change[]): void
  /** Whether most of the file is about rows as they were. */
  isOversized(): boolean
  /** Writes the file anew with these rows only. */
  replace(all: Iterable<Change>): void
  close(): void
}
/** One replaced or (row null) removed row. */
export interface Change {
  kind: Kind
  id: string
  row: unknown
}
export interface Store {
  get<K extends Kind>(kind: K, id: string | null | undefined): Tables[K] | undefined
  put<K extends Kind>(kind: K, row: Tables[K]): Tables[K]
  remove(kind: Kind, id: string): void
  /** Newest first. */
  newest<K extends Kind>(kind: K): Generator<Tables[K]>
  oldest<K extends Kind>(kind: K): Iterable<Tables[K]>
  /** Rows whose index `name` has this value, newest first. */
  by<K extends Kind>(kind: K, name: string, value: string): Tables[K][]
  /** Writes what changed since the last commit; called once for each answered request or due item. */
  commit(): void
  /** Called with every put and remove, so that due times follow the rows. */
  watch(seen: (kind: Kind, id: string) => void): void
  clear(): void
}

/** A store over a journal (null: memory only) that begins with the rows a journal gave back. */
export function makeStore(journal: Journal | null, restored: Iterable<Change>): Store {
  const tables = new Map<Kind, Table>()
  const dirty = new Map<string, Change>()
  const watchers: ((kind: Kind, id: string) => void)[] = []

  function table(kind: Kind): Table {
    // Each index function is only ever given rows of its own kind.
    const found = tables.get(kind) ?? makeTable((indexes[kind] ?? {}) as IndexFunctions)
    tables.set(kind, found)
    return found
  }
  function note(kind: Kind, id: string, row: unknown): void {
    if (journal) dirty.set(`${kind}/${id}`, { kind, id, row })
    for (const seen of watchers) seen(kind, id)
  }
  function remove(kind: Kind, id: string): void {
    table(kind).drop(id)
    note(kind, id, null)
  }
  function* everything(): Generator<Change> {
    for (const [kind, rows] of tables) for (const row of rows.oldest()) yield { kind, id: row.id, row }
  }
  // The journal holds what put() was given, so a row read back has its kind's shape.
  for (const { kind, row } of restored) table(kind).place(row as { id: string })

  // In all that follows: a table only holds rows of its own kind, which its key says and a Map cannot.
  return {
    remove,
    get: <K extends Kind>(kind: K, id: string | null | undefined) =>
      (id ? table(kind).get(id) : undefined) as Tables[K] | undefined,
    put(kind, row) {
      table(kind).place(row)
      note(kind, row.id, row)
      return row
    },
    newest: <K extends Kind>(kind: K) => table(kind).newest() as Generator<Tables[K]>,
    oldest: <K extends Kind>(kind: K) => table(kind).oldest() as Iterable<Tables[K]>,
    by: <K extends Kind>(kind: K, name: string, value: string) => table(kind).by(name, value) as Tables[K][],
    commit() {
      if (journal && dirty.size > 0) journal.append([...dirty.values()])
      dirty.clear()
      if (journal?.isOversized()) journal.replace(everything())
    },
    watch: (seen) => void watchers.push(seen),
    clear() {
      for (const [kind, rows] of tables) for (const { id } of Array.from(rows.oldest())) remove(kind, id)
    },
  }
}
