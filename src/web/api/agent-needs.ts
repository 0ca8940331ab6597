// What the agents' routes need of this process.
import { networkOf } from '../../accounts/network.ts'
import { AGENT_FILE } from '../kit/agent-file.ts'
import type { Web } from '../kit/web.ts'
import type { AgentNeeds } from './agent.ts'

export function agentNeeds({ app, draining, clientIp }: Web): AgentNeeds {
  const { db, clock, fleet, nodeStates, throttle } = app
  // A node's enrolment is a log-in from its network, counted beside those of people.
  const subject = (network: string) => `enrol ${networkOf(network)}`
  return {
    db,
    clock,
    fleet,
    nodeStates: {
      current: (node) => nodeStates.current(node),
      waitFor: (node, known, seconds, signal) =>
        nodeStates.waitFor(node, known, seconds, AbortSignal.any([signal, draining])),
    },
    agentFile: AGENT_FILE,
    networkOf: clientIp,
    enrolThrottle: {
      spend: (network) => throttle.spend('log-in-network', subject(network)),
      giveBack: (network) => throttle.giveBack('log-in-network', subject(network)),
    },
  }
}
