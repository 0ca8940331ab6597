import { describe, expect, test } from 'vitest'
import { diffPeers } from './diff.ts'
import type { Change, Peer } from './diff.ts'

const peer = (publicKey: string, address: string, presharedKey = 'p'): Peer => ({
  publicKey,
  presharedKey,
  allowedIps: [address],
})
const mapOf = (...peers: Peer[]) => new Map(peers.map((it) => [it.publicKey, it]))

describe('the changes from what is there to what is wanted', () => {
  const cases: [string, Peer[], Map<string, Peer>, Change[]][] = [
    ['nothing and nothing', [], mapOf(), []],
    ['all is so', [peer('a', '1')], mapOf(peer('a', '1')), []],
    ['one to add', [peer('a', '1')], mapOf(), [{ kind: 'set', peer: peer('a', '1') }]],
    ['one to remove', [], mapOf(peer('a', '1')), [{ kind: 'remove', publicKey: 'a' }]],
    ['another address', [peer('a', '2')], mapOf(peer('a', '1')), [{ kind: 'set', peer: peer('a', '2') }]],
    [
      'another preshared key',
      [peer('a', '1', 'q')],
      mapOf(peer('a', '1')),
      [{ kind: 'set', peer: peer('a', '1', 'q') }],
    ],
    [
      'an address that moves is free before it is given',
      [peer('b', '1')],
      mapOf(peer('a', '1')),
      [
        { kind: 'remove', publicKey: 'a' },
        { kind: 'set', peer: peer('b', '1') },
      ],
    ],
  ]
  test.each(cases)('%s', (_name, desired, actual, changes) => {
    expect(diffPeers(desired, actual)).toEqual(changes)
  })
})
