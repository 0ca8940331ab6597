// The anchors beside the chain: both run by position, so neither is held in memory. Says where they part.
import type { AnchorLine } from './audit-anchor-line.ts'
import type { ChainedRow } from './audit-chain-queries.ts'
import { findingOf, type AuditFinding } from './audit-finding.ts'

export interface AnchorWalk {
  /** What the anchor at `position` says of the row that now stands there, or behind it. */
  at(position: bigint, link: ChainedRow): Promise<AuditFinding | null>
  /** What an anchor says that no row has answered to. */
  rest(): Promise<AuditFinding | null>
  count(): number
  foreign(): number
  close(): Promise<void>
}

export function openAnchorWalk(lines: AsyncIterable<AnchorLine> | Iterable<AnchorLine>, database: string): AnchorWalk {
  let [count, foreign] = [0, 0]
  const own = (async function* () {
    for await (const line of lines) {
      if ('anchor' in line && line.anchor.database !== database) foreign += 1
      else yield line
    }
  })()
  const next = async (position: bigint) => {
    const { value } = await own.next()
    if (!value) return null
    const isInOrder = 'anchor' in value && value.anchor.position === position
    if (isInOrder) count += 1
    if ('fault' in value) return findingOf('anchor', null, null, value.fault)
    return isInOrder ? value.anchor : findingOf('anchor', null, position, `The anchor at position ${position} is gone.`)
  }
  let seen = 0n
  return {
    async at(position, link) {
      seen = position
      const found = await next(position)
      if (found === null || 'fault' in found) return found
      if (link.position !== position) {
        return findingOf('missing', found.row, position, `Row ${found.row} is gone from the chain.`)
      }
      if (found.row === link.row && found.hash === link.hash.toString('hex')) return null
      const sentence = `Row ${found.row} is not what was anchored at ${found.at.toISOString()}.`
      return findingOf('rewritten', found.row, position, sentence)
    },
    async rest() {
      const found = await next(seen + 1n)
      if (found === null || 'fault' in found) return found
      return findingOf('cut-off', found.row, found.position, `Row ${found.row} and all after it are gone.`)
    },
    count: () => count,
    foreign: () => foreign,
    close: async () => void (await own.return(undefined)),
  }
}
