// The three parts of a node, made from the command line's options.
// Invariant: parts know nothing of each other; what they have in common is the aim.
import type { Aim } from './aim.ts'
import type { Clocks } from './clock.ts'
import type { PeerReport } from './contract.ts'
import { makeFirewall } from './firewall-converge.ts'
import type { NodeKeys } from './keys.ts'
import { makeOpenvpn } from './openvpn-converge.ts'
import type { Options } from './options.ts'
import { makePart } from './part.ts'
import type { Part } from './part.ts'
import { oncePerDevice } from './report.ts'
import { makeRun } from './run.ts'
import { makeWireguard } from './wireguard-converge.ts'

export interface NodeParts {
  all: Part[]
  aim(aim: Aim): void
  /** Looks at what is really there and mends it. */
  doubt(): void
  /** Everybody's counters, one report a device: those of an ended session or removed peer first, and once. */
  counters(): Promise<PeerReport[]>
  stop(): Promise<void>
}

interface NodePartsNeeds {
  options: Options
  keys: NodeKeys
  clocks: Clocks
  onSettled: () => void
}

export function makeNodeParts(needs: NodePartsNeeds): NodeParts {
  let ended: PeerReport[] = []
  const keep = (report: PeerReport) => {
    ended.push(report)
  }
  const converger = makeConvergers(needs, keep, (name) => parts[name].kick())
  const part = (name: PartName) => makePart({ converge: converger[name].converge, onSettled: needs.onSettled })
  const parts = { wireguard: part('wireguard'), openvpn: part('openvpn'), firewall: part('firewall') }
  const all = Object.values(parts)
  return {
    all,
    aim: (aim) => {
      converger.openvpn.foresee(aim)
      for (const each of all) each.aim(aim)
    },
    doubt: () => {
      for (const each of Object.values(converger)) each.doubt()
      for (const each of all) each.kick()
    },
    counters: async () => {
      const [peers, sessions] = await Promise.all([converger.wireguard.peers(), converger.openvpn.sessions()])
      const { first, rest } = oncePerDevice([...ended, ...peers, ...sessions])
      ended = rest.filter((report) => ended.includes(report))
      return first
    },
    stop: async () => {
      await Promise.all(all.map((each) => each.stop()))
      converger.wireguard.close()
      converger.openvpn.close()
    },
  }
}

type PartName = 'wireguard' | 'openvpn' | 'firewall'

function makeConvergers(needs: NodePartsNeeds, keep: (report: PeerReport) => void, kick: (name: PartName) => void) {
  const { options, keys, clocks } = needs
  const { programs, stateDir, wireguardInterface, openvpnInterface } = options
  const run = makeRun(programs)
  return {
    wireguard: makeWireguard({
      run,
      programs,
      stateDir,
      interfaceName: wireguardInterface,
      privateKey: keys.wireguardPrivateKey,
      elapsed: clocks.elapsed,
      onLost: () => kick('wireguard'),
      onRemoved: keep,
    }),
    openvpn: makeOpenvpn({
      programs,
      stateDir,
      interfaceName: openvpnInterface,
      privateKey: keys.openvpnPrivateKey,
      clock: clocks.clock,
      onLost: () => kick('openvpn'),
      onEnded: keep,
    }),
    firewall: makeFirewall({ run, tunnelInterfaces: [wireguardInterface, openvpnInterface] }),
  }
}
