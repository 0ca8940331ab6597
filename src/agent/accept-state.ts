// Whether a state that arrived may replace the one in force. Pure.
// Invariant: within an epoch the generation only rises; another epoch (a control plane restored from a backup) is taken as
// it is, because generations of two epochs do not compare.
import type { DesiredState } from './contract.ts'

export type Verdict = 'newer' | 'same' | 'older' | 'not-ours'

export function judge(current: DesiredState | null, offered: DesiredState, nodeId: string): Verdict {
  if (offered.nodeId !== nodeId) return 'not-ours'
  if (current === null || current.epoch !== offered.epoch) return 'newer'
  if (offered.generation === current.generation) return 'same'
  return offered.generation > current.generation ? 'newer' : 'older'
}
