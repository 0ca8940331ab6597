// A device as the pages show it, and its state as a word with a tone.
import type { Tone } from '../kit/components/state-word.tsx'

export interface DeviceRow {
  id: string
  name: string
  protocol: 'wireguard' | 'openvpn'
  state: 'waiting' | 'active' | 'suspended' | 'no-access' | 'removed'
  /** The state in a sentence. */
  reason: string
  /** IPv4, IPv6; empty once removed. */
  addresses: string[]
  publicKey: string | null
  createdAt: Date
  lastSeen: Date | null
}

const WORDS: Record<DeviceRow['state'], [Tone, string]> = {
  waiting: ['wait', 'Needs a key'],
  active: ['good', 'Ready'],
  suspended: ['wait', 'Paused'],
  'no-access': ['off', 'No access'],
  removed: ['off', 'Removed'],
}

export function deviceWord(state: DeviceRow['state']): { tone: Tone; word: string } {
  const [tone, word] = WORDS[state]
  return { tone, word }
}

export function protocolName(protocol: DeviceRow['protocol']): string {
  return protocol === 'wireguard' ? 'WireGuard' : 'OpenVPN'
}
