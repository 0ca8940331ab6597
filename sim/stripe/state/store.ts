// All rows in memory, with indexes, in the order they were made. Invariant: what commit() has written survives kill -9; what has not
// been committed was never answered to anybody.
import { indexes, type Kind, type Tables } from './tables.ts';

export interface Journal {
  append(changes: Change[]): void;
  close(): void;
}
/** One replaced or (row null) removed row. */
export interface Change {
  kind: Kind;
  id: string;
  row: unknown;
}
interface Table<Row> {
  rows: Map<string, Row>;
  order: string[];
  indexes: Map<string, Map<string, Set<string>>>;
}
export interface Store {
  get<K extends Kind>(kind: K, id: string | null | undefined): Tables[K] | undefined;
  put<K extends Kind>(kind: K, row: Tables[K]): Tables[K];
  remove(kind: Kind, id: string): void;
  /** Newest first. */
  newest<K extends Kind>(kind: K): Generator<Tables[K]>;
  oldest<K extends Kind>(kind: K): Generator<Tables[K]>;
  /** Rows whose index `name` has this value, newest first. */
  by<K extends Kind>(kind: K, name: string, value: string): Tables[K][];
  count(kind: Kind): number;
  /** Writes what changed since the last commit; called once for each answered request or due item. */
  commit(): void;
  /** Called with every put and remove, so that due times follow the rows. */
  watch(seen: (kind: Kind, id: string) => void): void;
  clear(): void;
}

/** An empty store over a journal (null: memory only). Load the journal's rows with `restore` before using it. */
export function makeStore(journal: Journal | null, restored: Iterable<Change>): Store {
  const tables = new Map<Kind, Table<{ id: string }>>();
  const dirty = new Map<string, Change>();
  const watchers: ((kind: Kind, id: string) => void)[] = [];

  function table(kind: Kind): Table<{ id: string }> {
    const found = tables.get(kind);
    if (found) return found;
    const made: Table<{ id: string }> = { rows: new Map(), order: [], indexes: new Map() };
    tables.set(kind, made);
    return made;
  }
  function place(kind: Kind, row: { id: string }): void {
    const into = table(kind);
    const before = into.rows.get(row.id);
    if (!before) into.order.push(row.id);
    reindex(kind, into, before, row);
    into.rows.set(row.id, row);
  }
  function drop(kind: Kind, id: string): void {
    const from = table(kind);
    reindex(kind, from, from.rows.get(id), undefined);
    from.rows.delete(id);
    if (from.order.length > 64 && from.order.length > 2 * from.rows.size) from.order = [...from.rows.keys()];
  }
  function note(kind: Kind, id: string, row: unknown): void {
    if (journal) dirty.set(`${kind}/${id}`, { kind, id, row });
    for (const seen of watchers) seen(kind, id);
  }
  for (const change of restored) {
    // The journal holds what put() was given, so a row read back has its kind's shape.
    if (change.row === null) drop(change.kind, change.id);
    else place(change.kind, change.row as { id: string });
  }

  return {
    // A table only ever holds rows of its own kind, which the key says and Map cannot.
    get: <K extends Kind>(kind: K, id: string | null | undefined) =>
      (id ? table(kind).rows.get(id) : undefined) as Tables[K] | undefined,
    put(kind, row) {
      place(kind, row);
      note(kind, row.id, row);
      return row;
    },
    remove(kind, id) {
      drop(kind, id);
      note(kind, id, null);
    },
    *newest<K extends Kind>(kind: K): Generator<Tables[K]> {
      const { order, rows } = table(kind);
      for (let index = order.length - 1; index >= 0; index -= 1) {
        const row = rows.get(order[index] ?? '');
        if (row) yield row as Tables[K];
      }
    },
    *oldest<K extends Kind>(kind: K): Generator<Tables[K]> {
      for (const row of table(kind).rows.values()) yield row as Tables[K];
    },
    by<K extends Kind>(kind: K, name: string, value: string): Tables[K][] {
      const { rows, indexes: kept } = table(kind);
      const ids = [...(kept.get(name)?.get(value) ?? [])].reverse();
      return ids.flatMap((id) => (rows.get(id) as Tables[K] | undefined) ?? []);
    },
    count: (kind) => table(kind).rows.size,
    commit() {
      if (journal && dirty.size > 0) journal.append([...dirty.values()]);
      dirty.clear();
    },
    watch: (seen) => void watchers.push(seen),
    clear() {
      for (const [kind, { rows }] of tables) for (const id of [...rows.keys()]) this.remove(kind, id);
    },
  };
}

function reindex(kind: Kind, table: Table<{ id: string }>, before: { id: string } | undefined, after: { id: string } | undefined) {
  // Each index function is only ever given rows of its own kind.
  const kept = (indexes[kind] ?? {}) as Record<string, (row: { id: string }) => string | null>;
  for (const [name, valueOf] of Object.entries(kept)) {
    const was = before ? valueOf(before) : null;
    const is = after ? valueOf(after) : null;
    const id = (after ?? before)?.id ?? '';
    if (was === is) continue;
    const index = table.indexes.get(name) ?? new Map<string, Set<string>>();
    table.indexes.set(name, index);
    if (was !== null) index.get(was)?.delete(id);
    if (is !== null) index.set(is, (index.get(is) ?? new Set()).add(id));
  }
}
