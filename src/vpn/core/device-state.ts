// A device's standing in words, for its owner's pages, staff and exports: what is so, and what to do about it.
// Invariant: words follow the standing that nodes are given; nothing is decided here.
import type { DeviceStanding } from './device-standing.ts'

export type DeviceState = 'waiting' | 'active' | 'suspended' | 'no-access' | 'removed'

export interface StateInWords {
  state: DeviceState
  /** One sentence, or two when there is something to do. */
  reason: string
}

/** `standing` null: the device was removed. */
export function deviceState(standing: DeviceStanding | null, protocol: 'wireguard' | 'openvpn'): StateInWords {
  if (standing === null) return { state: 'removed', reason: 'It was removed and can no longer connect.' }
  switch (standing.state) {
    case 'served':
      return { state: 'active', reason: 'It can connect.' }
    case 'waiting':
      return { state: 'waiting', reason: waitingFor(protocol, standing.expired) }
    case 'suspended':
      return { state: 'suspended', reason: suspendedFor(standing) }
    case 'no-access':
      return {
        state: 'no-access',
        reason: standing.since
          ? 'Your access has ended. Renew it, and the same set-up works again.'
          : 'You have no plan yet. Choose one, and it can connect.',
      }
  }
}

function waitingFor(protocol: 'wireguard' | 'openvpn', expired: boolean): string {
  if (expired) return 'Its certificate has ended. Download a new profile.'
  return protocol === 'wireguard'
    ? 'It has no key yet. Create its keys to connect.'
    : 'It has no profile yet. Download it to connect.'
}

function suspendedFor(standing: Extract<DeviceStanding, { state: 'suspended' }>): string {
  if (standing.reason === 'limit') return overLimit(standing.limit)
  if (standing.reason === 'ban') return 'This account is suspended. Write to support.'
  return 'A payment is disputed, so access rests until that is settled.'
}

function overLimit(limit: number): string {
  return `Your plan includes ${devices(limit)}, and this one was added later. Remove another or choose a larger plan.`
}

/** `1 device`, `3 devices`. */
export function devices(count: number): string {
  return count === 1 ? '1 device' : `${count} devices`
}
