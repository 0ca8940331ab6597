// The agent put together: what is heard becomes an aim, what the parts reach becomes a report.
// Invariant: ending it leaves the tunnels serving; another agent takes them over.
import type { Cache } from './cache.ts'
import type { Client } from './client.ts'
import type { Clocks } from './clock.ts'
import type { DesiredState } from './contract.ts'
import type { NodeKeys } from './keys.ts'
import { follow, followOnce } from './loop.ts'
import { makeNodeParts } from './node-parts.ts'
import type { NodeParts } from './node-parts.ts'
import type { Options } from './options.ts'
import type { Part } from './part.ts'
import { Problem } from './problem.ts'
import { inForce, nodeReport } from './report.ts'
import { makeReporter } from './reporter.ts'
import { startSteering } from './steering.ts'
import { waitUntil } from './wait-until.ts'

export const AGENT_VERSION = '0.1.0'
/** How often each part looks at what is really there. */
const DOUBT_MS = 30_000
const ONCE_MS = 60_000

export interface AgentNeeds {
  options: Options
  keys: NodeKeys
  nodeId: string
  cache: Cache
  client: Client
  clocks: Clocks
  log: (line: string) => void
}

/** Runs until `signal` aborts, or, with `--once`, until one state is applied and reported. Gives the problems left over. */
export async function runAgent(needs: AgentNeeds, signal: AbortSignal): Promise<string[]> {
  const { options, cache, client, clocks, nodeId } = needs
  const kept = await cache.state()
  let trouble = kept.problem
  const problems = () =>
    [trouble, client.trouble(), ...parts.all.map((part) => part.problem())].filter((it) => it !== null)
  const tell = makeTeller(needs.log)
  let unreported: string | null = null
  const tellAll = () => tell([...new Set([...problems(), unreported])].filter((it) => it !== null))
  const reporter = makeReporter({
    send: (isFull) => sendReport(needs, parts, problems(), isFull),
    onTrouble: (sentence) => {
      unreported = sentence
      tellAll()
    },
  })
  const onSettled = () => {
    tellAll()
    reporter.note()
  }
  const parts = makeNodeParts({ options, keys: needs.keys, clocks, onSettled })
  const steering = await startSteering({ cache, clocks, nodeId, onAim: parts.aim }, kept.state)
  const doubts = setInterval(parts.doubt, DOUBT_MS)
  const onTrouble = (sentence: string | null) => {
    if (sentence === trouble) return
    trouble = sentence
    onSettled()
  }
  try {
    if (options.once) {
      await followOnce({ client, steering }, 0)
      await allReached(parts, steering.state())
      await sendReport(needs, parts, problems(), true)
    } else await follow({ client, steering, onTrouble, signal })
  } finally {
    clearInterval(doubts)
    steering.stop()
    reporter.stop()
    await parts.stop()
    client.close()
  }
  return problems()
}

async function sendReport({ client, keys, clocks }: AgentNeeds, parts: NodeParts, problems: string[], isFull: boolean) {
  const facts = {
    agentVersion: AGENT_VERSION,
    wireguardPublicKey: keys.wireguardPublicKey,
    problems,
    // A part in trouble cannot be counted; its trouble is in the same report.
    peers: isFull ? await parts.counters().catch(() => null) : null,
  }
  await client.sendReport(nodeReport(inForce(parts.all.map((part) => part.reached())), facts, clocks.clock()))
}

/** Logs what is wrong when it changes, not each time it is found again. */
function makeTeller(log: (line: string) => void) {
  let last = ''
  return (problems: string[]) => {
    const line = problems.join(' | ')
    if (line !== last) log(line === '' ? 'everything is as it should be' : line)
    last = line
  }
}

/** Waits until each part has reached this state or says why not. */
async function allReached(parts: NodeParts, state: DesiredState | null): Promise<void> {
  if (state === null) throw new Problem('the control plane has no state for this node yet')
  const isThere = ({ reached, problem }: Part) => {
    const mark = reached()
    return problem() !== null || (mark?.epoch === state.epoch && mark.generation === state.generation)
  }
  await waitUntil(() => Promise.resolve(parts.all.every(isThere) ? true : null), ONCE_MS)
}
