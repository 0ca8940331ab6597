// One anchor as a line of JSON, authenticated by a key that is not in the database.
// Invariant: a line names its key, and what is written under none of our keys is nobody's word here.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { KeyRing } from '../lib/seal.ts'

export interface Anchor {
  /** Which database it speaks of. */
  database: string
  position: bigint
  /** Id of the audit row. */
  row: bigint
  /** Hex. */
  hash: string
  at: Date
}

/** An anchor, or what is wrong with a line that was written with one of our keys. */
export type AnchorLine = ({ anchor: Anchor } | { fault: string }) & { isOldKey: boolean }

export interface AnchorLines {
  write(anchor: Anchor): string
  /** Null: not a line of ours, or cut short by a crash. */
  parse(text: string): AnchorLine | null
}

const Line = z.object({
  key: z.string(),
  database: z.string(),
  position: z.string().regex(/^\d{1,19}$/),
  row: z.string().regex(/^\d{1,19}$/),
  hash: z.string(),
  at: z.string(),
  mac: z.string(),
})
type Fields = Omit<z.infer<typeof Line>, 'mac' | 'key'>

/** `ring` is the seal's, derived for `audit-anchor`. */
export function anchorLines(ring: KeyRing): AnchorLines {
  const keys = new Map(ring.map((key) => [idOf(key), key]))
  const [current] = ring
  const currentId = idOf(current)
  return {
    write({ database, position, row, hash, at }) {
      const fields = { database, position: String(position), row: String(row), hash, at: at.toISOString() }
      return JSON.stringify({ key: currentId, ...fields, mac: macOf(current, fields).toString('base64url') })
    },
    parse(text) {
      const line = Line.safeParse(jsonOf(text))
      const key = line.success ? keys.get(line.data.key) : undefined
      if (!line.success || !key) return null
      const { mac, key: keyId, position, row, at, ...rest } = line.data
      const isOldKey = keyId !== currentId
      const given = Buffer.from(mac, 'base64url')
      const right = macOf(key, line.data)
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        return { fault: `The anchor at position ${position} was changed.`, isOldKey }
      }
      return { anchor: { ...rest, position: BigInt(position), row: BigInt(row), at: new Date(at) }, isOldKey }
    },
  }
}

function macOf(key: Buffer, { database, position, row, hash, at }: Fields): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([database, position, row, hash, at]))
    .digest()
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // cut short by a crash
  }
}
