// What will happen next, and when. Invariant: the queue follows the rows; a row has at most one due time, computed from the row alone.
import type { Kind } from './tables.ts'

interface Entry {
  time: number
  order: number
  kind: Kind
  id: string
}
export interface DueQueue {
  /** Says anew when this row is due; null never. */
  set(kind: Kind, id: string, time: number | null): void
  /** The earliest entry due by `time`, taken out; ties in the order they were set. */
  take(until: number): { time: number; kind: Kind; id: string } | undefined
  next(): number | null
}

/** A binary heap; entries that were set again stay in it and are skipped when they come up. */
export function makeDueQueue(): DueQueue {
  const heap: Entry[] = []
  const current = new Map<string, Entry>()
  let counter = 0

  function top(): Entry | undefined {
    for (;;) {
      const first = heap[0]
      if (first === undefined || current.get(`${first.kind}/${first.id}`) === first) return first
      removeTop(heap)
    }
  }
  return {
    set(kind, id, time) {
      const key = `${kind}/${id}`
      if (current.get(key)?.time === time) return
      current.delete(key)
      if (time === null) return
      const entry = { time, order: (counter += 1), kind, id }
      current.set(key, entry)
      insert(heap, entry)
    },
    take(until) {
      const first = top()
      if (first === undefined || first.time > until) return undefined
      removeTop(heap)
      current.delete(`${first.kind}/${first.id}`)
      return first
    },
    next: () => top()?.time ?? null,
  }
}

function before(left: Entry | undefined, right: Entry | undefined): boolean {
  if (left === undefined || right === undefined) return left !== undefined
  return left.time < right.time || (left.time === right.time && left.order < right.order)
}

function swap(heap: Entry[], one: number, other: number): void {
  const kept = heap[one]
  const moved = heap[other]
  if (kept === undefined || moved === undefined) return
  heap[one] = moved
  heap[other] = kept
}

function insert(heap: Entry[], entry: Entry): void {
  heap.push(entry)
  let at = heap.length - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(heap[at], heap[parent])) return
    swap(heap, at, parent)
    at = parent
  }
}

function removeTop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  heap[0] = last
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const child = before(heap[left + 1], heap[left]) ? left + 1 : left
    if (!before(heap[child], heap[at])) return
    swap(heap, at, child)
    at = child
  }
}
