import { describe, expect, test } from 'vitest'
import type { AccessFacts } from '../../billing/core/entitlement.ts'
import { deviceState } from './device-state.ts'
import { deviceStandings, type DeviceFacts } from './device-standing.ts'

const at = (day: string) => new Date(`2026-${day}T12:00:00Z`)
const NOW = at('11-24')
const plan = { id: 'basic', name: 'Basic', rank: 10, deviceLimit: 2, dataCap: null }
const free = { id: 'free', name: 'Free', rank: 0, deviceLimit: 1, dataCap: null }
const paid: AccessFacts = {
  plan,
  paidUntil: at('12-01'),
  granted: [],
  standing: 'renewing',
  disputed: false,
  banned: false,
  freePlan: null,
}
const device = (id: string, created: string, key: DeviceFacts['key'] = { notAfter: null }): DeviceFacts => ({
  id,
  account: 'a',
  createdAt: at(created),
  key,
})
const standingsOf = (devices: DeviceFacts[], facts: AccessFacts | null) =>
  deviceStandings(devices, new Map(facts ? [['a', facts]] : []), NOW, 7)

describe('one device', () => {
  const cutOff = at('12-08') // seven days of grace after the paid period
  test.each<[string, AccessFacts | null, DeviceFacts['key'], object, string]>([
    ['paid', paid, { notAfter: null }, { state: 'served', notAfter: cutOff }, 'active'],
    ['paid, ends by itself', { ...paid, standing: 'ending' }, { notAfter: null }, { notAfter: at('12-01') }, 'active'],
    ['certificate ends first', paid, { notAfter: at('11-30') }, { notAfter: at('11-30') }, 'active'],
    ['access ends first', paid, { notAfter: at('12-30') }, { notAfter: cutOff }, 'active'],
    ['certificate is over', paid, { notAfter: NOW }, { state: 'waiting', expired: true }, 'waiting'],
    ['no key', paid, null, { state: 'waiting', expired: false }, 'waiting'],
    ['in grace', { ...paid, paidUntil: at('11-20') }, { notAfter: null }, { notAfter: at('11-27') }, 'active'],
    ['grace is over', { ...paid, paidUntil: at('11-17') }, { notAfter: null }, { state: 'no-access' }, 'no-access'],
    ['disputed', { ...paid, disputed: true }, { notAfter: null }, { reason: 'dispute' }, 'suspended'],
    ['banned', { ...paid, banned: true }, { notAfter: null }, { reason: 'ban' }, 'suspended'],
    ['free plan', { ...paid, paidUntil: null, freePlan: free }, { notAfter: null }, { notAfter: null }, 'active'],
    ['never paid', { ...paid, paidUntil: null, plan: null }, { notAfter: null }, { since: null }, 'no-access'],
    ['unknown account', null, { notAfter: null }, { state: 'no-access' }, 'no-access'],
  ])('%s', (_, facts, key, standing, word) => {
    const found = standingsOf([device('d', '11-01', key)], facts).get('d')
    expect(found).toMatchObject(standing)
    expect(deviceState(found ?? null, 'wireguard').state).toBe(word)
  })
})

test('over the limit the newest rest, and come back with a larger plan', () => {
  const devices = [device('newest', '11-03'), device('oldest', '11-01'), device('middle', '11-02', null)]
  const small = standingsOf(devices, paid)
  expect(small.get('oldest')).toMatchObject({ state: 'served' })
  expect(small.get('middle')).toMatchObject({ state: 'waiting' })
  expect(small.get('newest')).toEqual({ state: 'suspended', reason: 'limit', limit: 2 })
  const large = standingsOf(devices, { ...paid, plan: { ...plan, deviceLimit: 3 } })
  expect(large.get('newest')).toMatchObject({ state: 'served' })
})

test('devices of one age are told apart by their id, the same way each time', () => {
  const devices = [device('c', '11-01'), device('a', '11-01'), device('b', '11-01')]
  expect(standingsOf(devices, paid).get('c')).toMatchObject({ state: 'suspended' })
  expect(standingsOf(devices.toReversed(), paid).get('c')).toMatchObject({ state: 'suspended' })
})

test('a device beyond the plan that remains is told to end with the larger one', () => {
  const large = { ...plan, id: 'pro', rank: 20, deviceLimit: 3 }
  const granted = [{ plan: large, from: at('11-20'), until: at('11-28') }]
  const devices = [device('first', '11-01'), device('second', '11-02'), device('third', '11-03')]
  const standings = standingsOf(devices, { ...paid, granted })
  expect(standings.get('second')).toEqual({ state: 'served', notAfter: at('12-08') })
  expect(standings.get('third')).toEqual({ state: 'served', notAfter: at('11-28') })
})
