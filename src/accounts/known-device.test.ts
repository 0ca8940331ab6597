import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createKnownDevices } from './known-device.ts'

const key = randomBytes(32)

describe('known device', () => {
  const devices = createKnownDevices([key])
  const owner = (id: string, deviceEpoch = 0) => ({ id, deviceEpoch })
  const ana = devices.issue(owner('acct_a'))
  test.each([
    ['its account', ana, owner('acct_a'), true],
    ['another account', ana, owner('acct_b'), false],
    ['its account, which forgot its devices', ana, owner('acct_a', 1), false],
    ['after that', devices.issue(owner('acct_a', 1)), owner('acct_a', 1), true],
    ['from before that', devices.issue(owner('acct_a', 1)), owner('acct_a', 2), false],
    ['none', null, owner('acct_a'), false],
    ['empty', '', owner('acct_a'), false],
    ['another key', createKnownDevices([randomBytes(32)]).issue(owner('acct_a')), owner('acct_a'), false],
  ])('%s', (_name, value, account, known) => {
    expect(devices.recognises(value, account)).toBe(known)
  })
})
