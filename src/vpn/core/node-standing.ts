// How a node stands, in a word and a sentence, from what is known of it and the time.

export type NodeStanding = 'waiting' | 'online' | 'offline' | 'draining' | 'copied' | 'retired'

/** An agent reports at least every 60 s; after two missed ones staff should know. */
const SILENCE = 130_000

export interface NodeFacts {
  mode: 'active' | 'draining' | 'retired'
  enrolledAt: Date | null
  enrolExpiresAt: Date | null
  /** When what it signs with ends, unless it renews it. */
  identityUntil: Date | null
  lastSeenAt: Date | null
  /** Since when it is known that two machines sign as this node; null: nothing is known, or it is settled. */
  copiedSince: Date | null
}

export function nodeStanding(facts: NodeFacts, now: Date): { state: NodeStanding; words: string } {
  if (facts.mode === 'retired') return { state: 'retired', words: 'Retired: it is refused and serves nobody.' }
  if (facts.enrolledAt === null) {
    const isOver = facts.enrolExpiresAt === null || facts.enrolExpiresAt <= now
    const words = isOver
      ? 'Never joined, and its token has expired. Add it again for a new one.'
      : 'Waits for its line to be pasted.'
    return { state: 'waiting', words }
  }
  if (facts.copiedSince !== null) {
    const words = `Two machines sign as this node, seen ${age(now.getTime() - facts.copiedSince.getTime())} ago. Retire it, unless you know of the copy.`
    return { state: 'copied', words }
  }
  if (hasLostIdentity(facts, now)) return { state: 'offline', words: LOST }
  const silence = facts.lastSeenAt ? now.getTime() - facts.lastSeenAt.getTime() : Infinity
  if (silence > SILENCE)
    return { state: 'offline', words: `Not heard of for ${age(silence)}. Peers end at their own time.` }
  if (facts.mode === 'draining')
    return { state: 'draining', words: 'Draining: it serves its sessions and takes no new ones.' }
  return { state: 'online', words: `Heard of ${age(silence)} ago.` }
}

const LOST = 'It can no longer show who it is. Add it again under its name, and paste the new line on it.'

/** Whether a node that had joined was away for so long that it must join again. */
export function hasLostIdentity({ identityUntil }: Pick<NodeFacts, 'identityUntil'>, now: Date): boolean {
  return identityUntil === null || identityUntil <= now
}

/** A length of time as one says it: `5 seconds`, `1 minute`, `3 days`. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (!Number.isFinite(seconds)) return 'ever'
  if (seconds < 120) return count(seconds, 'second')
  if (seconds < 7200) return count(Math.floor(seconds / 60), 'minute')
  if (seconds < 172_800) return count(Math.floor(seconds / 3600), 'hour')
  return count(Math.floor(seconds / 86_400), 'day')
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}
