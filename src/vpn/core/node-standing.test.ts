import { expect, test } from 'vitest'
import { age, nodeStanding, type NodeFacts } from './node-standing.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000)
const online: NodeFacts = {
  mode: 'active',
  enrolledAt: ago(9999),
  enrolExpiresAt: null,
  identityUntil: ago(-9999),
  lastSeenAt: ago(5),
  copiedSince: null,
}

test.each<[string, NodeFacts, string, RegExp]>([
  ['heard of', online, 'online', /5 seconds ago/],
  ['silent', { ...online, lastSeenAt: ago(7000) }, 'offline', /116 minutes/],
  ['silent since it joined', { ...online, lastSeenAt: null }, 'offline', /for ever/],
  ['draining', { ...online, mode: 'draining' }, 'draining', /no new ones/],
  ['draining and silent', { ...online, mode: 'draining', lastSeenAt: ago(7000) }, 'offline', /Not heard of/],
  ['retired', { ...online, mode: 'retired' }, 'retired', /refused/],
  ['away for too long', { ...online, identityUntil: ago(1) }, 'offline', /Add it again/],
  ['joined before there were identities', { ...online, identityUntil: null }, 'offline', /Add it again/],
  ['copied', { ...online, copiedSince: ago(60) }, 'copied', /Two machines .* 60 seconds ago/],
  ['copied and retired', { ...online, mode: 'retired', copiedSince: ago(60) }, 'retired', /refused/],
  ['token open', { ...online, enrolledAt: null, enrolExpiresAt: ago(-60) }, 'waiting', /pasted/],
  ['token over', { ...online, enrolledAt: null, enrolExpiresAt: ago(60) }, 'waiting', /expired/],
])('%s', (_, facts, state, words) => {
  const standing = nodeStanding(facts, NOW)
  expect(standing.state).toBe(state)
  expect(standing.words).toMatch(words)
})

test.each([
  [0, '0 seconds'],
  [1000, '1 second'],
  [121_000, '2 minutes'],
  [3 * 3_600_000, '3 hours'],
  [49 * 3_600_000, '2 days'],
])('%d ms', (milliseconds, words) => expect(age(milliseconds)).toBe(words))
