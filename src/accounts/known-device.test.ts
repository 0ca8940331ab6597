import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createKnownDevices } from './known-device.ts'

const key = randomBytes(32)

describe('known device', () => {
  const devices = createKnownDevices([key])
  test.each([
    ['its account', devices.issue('acct_a'), 'acct_a', true],
    ['another account', devices.issue('acct_a'), 'acct_b', false],
    ['none', null, 'acct_a', false],
    ['empty', '', 'acct_a', false],
    ['another key', createKnownDevices([randomBytes(32)]).issue('acct_a'), 'acct_a', false],
  ])('%s', (_name, value, account, known) => {
    expect(devices.recognises(value, account)).toBe(known)
  })
})
