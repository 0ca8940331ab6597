// Makes the WireGuard interface match an aim: by difference from what was last read or applied.
// Invariant: peers are right before a new interface comes up, so one that has ended is never served after a reboot; after
// any failure and any loss of the daemon the real list is read before anything else is believed.
import type { Aim } from './aim.ts'
import type { Elapsed } from './clock.ts'
import type { PeerReport } from './contract.ts'
import type { Peer } from './diff.ts'
import { bringUp } from './interface-link.ts'
import { wireguardReport } from './report.ts'
import { applyPeers, CHEAP_TO_READ } from './wireguard-apply.ts'
import { openDevice, removeDevice } from './wireguard-device.ts'
import type { DeviceNeeds } from './wireguard-device.ts'
import { makeEndpoints } from './wireguard-endpoints.ts'
import type { RealPeer, WireguardDriver } from './wireguard.ts'

/** Where reading is dear, only every so many doubts is followed: a dead daemon is noticed by its socket anyway. */
const DOUBTS_WHEN_DEAR = 5

export interface WireguardNeeds extends DeviceNeeds {
  privateKey: string
  elapsed: Elapsed
  /** The last counters of a peer that is about to be removed: they are lost with it. */
  onRemoved: (report: PeerReport) => void
  onLost: () => void
}

export interface WireguardConverger {
  converge(aim: Aim): Promise<void>
  /** The next convergence reads the real list and addresses again. */
  doubt(): void
  peers(): Promise<PeerReport[]>
  close(): void
}

/** What is believed of the interface while one connection to it lasts. */
interface Opened {
  driver: WireguardDriver
  /** Null: to be read. */
  known: Map<string, Peer> | null
  /** Port and addresses that were set; empty: to be looked at. */
  settings: string
}

export function makeWireguard(needs: WireguardNeeds): WireguardConverger {
  const endpoints = makeEndpoints(needs.elapsed)
  let opened: Opened | null = null
  let doubts = 0
  /** Public key to device id: of the newest aim and, while it is applied, of the one before. */
  let ids = new Map<string, string>()

  const report = (peer: RealPeer | undefined): PeerReport[] => {
    const id = peer === undefined ? undefined : ids.get(peer.publicKey)
    return peer === undefined || id === undefined ? [] : [wireguardReport(id, peer)]
  }
  const onRead = (peers: ReadonlyMap<string, RealPeer>, removed: readonly string[] = []) => {
    endpoints.note(peers.values())
    for (const publicKey of removed) report(peers.get(publicKey)).forEach(needs.onRemoved)
  }
  const close = () => {
    opened?.driver.close()
    opened = null
  }
  const make = async (aim: Aim) => {
    if (aim.state.mode === 'retired') {
      close()
      return removeDevice(needs)
    }
    opened ??= await open(needs, close)
    const added = await settle(needs, opened, aim, onRead)
    ids = new Map(aim.state.wireguard.peers.map((peer) => [peer.publicKey, peer.id]))
    const greetings = endpoints.recent(added)
    if (greetings.length > 0) await opened?.driver.greet(greetings)
  }
  return {
    converge: (aim) =>
      make(aim).catch((thrown: unknown) => {
        close()
        throw thrown
      }),
    doubt: () => {
      doubts += 1
      const isDear = (opened?.known?.size ?? 0) > CHEAP_TO_READ
      if (opened !== null && (!isDear || doubts % DOUBTS_WHEN_DEAR === 0)) [opened.known, opened.settings] = [null, '']
    },
    peers: async () => {
      const peers = (await opened?.driver.read())?.peers ?? new Map<string, RealPeer>()
      onRead(peers)
      return [...peers.values()].flatMap(report)
    },
    close,
  }
}

async function open(needs: WireguardNeeds, close: () => void): Promise<Opened> {
  const driver = await openDevice(needs, () => {
    close()
    needs.onLost()
  })
  return { driver, known: null, settings: '' }
}

/** Peers first, then addresses and up. Gives the keys that were not there before. */
async function settle(
  needs: WireguardNeeds,
  opened: Opened,
  aim: Aim,
  onRead: (peers: ReadonlyMap<string, RealPeer>, removed?: readonly string[]) => void,
): Promise<string[]> {
  const { driver } = opened
  const { listenPort, addresses } = aim.state.wireguard
  const settings = [listenPort, ...addresses].join()
  if (opened.known === null || opened.settings !== settings) {
    const real = await driver.read()
    const isSame = real.privateKey === needs.privateKey && real.listenPort === listenPort
    if (!isSame) await driver.configure({ privateKey: needs.privateKey, listenPort })
    onRead(real.peers)
    opened.known = real.peers
  }
  const { peers, added } = await applyPeers({ driver, onRead }, aim.served.peers, opened.known)
  opened.known = peers
  if (opened.settings !== settings) await bringUp(needs.run, needs.interfaceName, addresses)
  opened.settings = settings
  return added
}
