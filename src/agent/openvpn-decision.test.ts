import { expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { aimAt } from './aim.ts'
import type { DesiredState } from './contract.ts'
import { decide } from './openvpn-decision.ts'

const BEFORE = new Date('2026-11-20T23:59:59Z')
const AFTER = new Date('2026-11-21T00:00:00Z')
const applicant = { commonName: 'ov-10', serial: '1234', isNew: true }

function answer(
  change: Partial<DesiredState>,
  who: Partial<typeof applicant> | { serial: null },
  now = BEFORE,
  leaseOver = false,
) {
  const state = { ...sampleState(), ...change }
  const clients = new Map(state.openvpn.clients.map((client) => [client.id, client]))
  const verdict = decide(aimAt(state, now, leaseOver), clients, { ...applicant, ...who }, now)
  return verdict.kind === 'yes' ? 'yes' : `${verdict.kind}: ${verdict.sentence}`
}

test.each([
  ['a customer', answer({}, {}), 'yes'],
  ['an unknown name', answer({}, { commonName: 'ov-11' }), 'no: This device is not active.'],
  ['another certificate', answer({}, { serial: '1235' }), 'no: This profile was replaced. Download the new one.'],
  ['a certificate nobody noted', answer({}, { serial: null }), 'later: Please connect again.'],
  ['after the end', answer({}, {}, AFTER), 'no: Access ended on 2026-11-21.'],
  ['new, draining', answer({ mode: 'draining' }, {}), 'later: This server takes no new connections.'],
  ['served, draining', answer({ mode: 'draining' }, { isNew: false }), 'yes'],
  ['retired', answer({ mode: 'retired' }, { isNew: false }), 'no: This server has been retired.'],
  ['the lease is over', answer({}, {}, BEFORE, true), 'later: This server has lost its control plane.'],
])('%s', (_name, said, expected) => {
  expect(said).toBe(expected)
})
