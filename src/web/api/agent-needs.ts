// What the agents' routes need of this process.
import { networkOf } from '../../accounts/network.ts'
import { AGENT_FILE } from '../kit/agent-file.ts'
import type { Web } from '../kit/web.ts'
import type { AgentNeeds } from './agent.ts'

export function agentNeeds({ app, draining, clientIp, cameByTls }: Web): AgentNeeds {
  const { db, clock, fleet, queue, baseUrl, nodeStates, throttle } = app
  return {
    db,
    clock,
    fleet,
    queue,
    baseUrl,
    nodeStates: {
      current: (node) => nodeStates.current(node),
      waitFor: (node, known, seconds, signal) =>
        nodeStates.waitFor(node, known, seconds, AbortSignal.any([signal, draining])),
    },
    agentFile: AGENT_FILE,
    networkOf: clientIp,
    isPlain: (c) => app.baseUrl.protocol === 'https:' && !cameByTls(c),
    enrolThrottle: {
      spend: (network) => throttle.spend('enrol-network', networkOf(network)),
      giveBack: (network) => throttle.giveBack('enrol-network', networkOf(network)),
    },
  }
}
