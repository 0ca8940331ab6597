// Metadata as Stripe merges it: keys given are set, keys given empty are deleted, an empty metadata deletes all.
import { invalid } from './errors.ts'
import type { Field } from './params.ts'

/** A change of metadata; null clears all of it. */
export type MetadataChange = Record<string, string> | null

export function metadata(): Field<MetadataChange> {
  return {
    read(raw, at) {
      if (raw === '') return null
      if (typeof raw === 'string') throw invalid('Invalid object', at)
      const read: Record<string, string> = {}
      for (const [key, value] of Object.entries(raw)) {
        if (typeof value !== 'string') throw invalid('Metadata values must be strings', `${at}[${key}]`)
        if (key.length > 40) throw invalid(`Metadata keys must be at most 40 characters: ${key}`, `${at}[${key}]`)
        if (value.length > 500) throw invalid('Metadata values must be at most 500 characters', `${at}[${key}]`)
        read[key] = value
      }
      return read
    },
  }
}

/** `before` after the change; at most 50 keys. */
export function mergeMetadata(
  before: Record<string, string>,
  change: MetadataChange | undefined,
): Record<string, string> {
  if (change === undefined) return before
  if (change === null) return {}
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== '')
  if (merged.length > 50) throw invalid('Metadata can have at most 50 keys', 'metadata')
  return Object.fromEntries(merged)
}
