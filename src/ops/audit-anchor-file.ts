// The audit's anchors: one line of JSON for each row of the chain, outside the database, each authenticated by a key that is not
// in the database either.
// Invariant: the file is only ever appended to. A line that a crash cut short is passed over and its anchor written again.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'

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

const Line = z.object({
  key: z.string(),
  database: z.string(),
  position: z.string().regex(/^\d{1,19}$/),
  row: z.string().regex(/^\d{1,19}$/),
  hash: z.string(),
  at: z.string(),
  mac: z.string(),
})

/** An anchor, or what is wrong with a line that was written with this key. */
export type AnchorLine = { anchor: Anchor } | { fault: string }

export interface AnchorFile {
  path: string
  /** On disk when it resolves. */
  append(anchors: Anchor[]): Promise<void>
  /** Bytes of the file now; 0 when there is none. */
  size(): Promise<number>
  /** Lines of this key between these sizes that the file had, in order. */
  read(from: number, to: number): AsyncIterable<AnchorLine>
}

/** `key` is the seal's, derived for `audit-anchor`. */
export function openAnchorFile(path: string, key: Buffer): AnchorFile {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const macOf = ({ database, position, row, hash, at }: Omit<z.infer<typeof Line>, 'mac' | 'key'>) =>
    createHmac('sha256', key)
      .update(JSON.stringify([database, position, row, hash, at]))
      .digest()
  const write = ({ database, position, row, hash, at }: Anchor): string => {
    const fields = { database, position: String(position), row: String(row), hash, at: at.toISOString() }
    return JSON.stringify({ key: keyId, ...fields, mac: macOf(fields).toString('base64url') })
  }
  const parse = (text: string): AnchorLine | null => {
    const line = Line.safeParse(jsonOf(text))
    if (!line.success || line.data.key !== keyId) return null
    const { mac, position, row, at, ...rest } = line.data
    const given = Buffer.from(mac, 'base64url')
    const right = macOf(line.data)
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      return { fault: `The anchor at position ${position} was changed.` }
    }
    return { anchor: { ...rest, position: BigInt(position), row: BigInt(row), at: new Date(at) } }
  }
  return {
    path,
    append: (anchors) => appendLines(path, anchors.map(write)),
    size: () => sizeOf(path),
    async *read(from, to) {
      if (to <= from) return
      const stream = createReadStream(path, { start: from, end: to - 1 })
      for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
        const line = parse(text)
        if (line) yield line
      }
    },
  }
}

/** Begins with a line end, so that a line cut short before is not joined to the first of these. */
async function appendLines(path: string, lines: string[]): Promise<void> {
  if (lines.length === 0) return
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a', 0o600)
  try {
    await file.writeFile(`${(await file.stat()).size === 0 ? '' : '\n'}${lines.join('\n')}`)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // cut short by a crash
  }
}
