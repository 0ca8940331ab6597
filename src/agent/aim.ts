// What every part of the node is to be made into: a state seen at an instant. Pure.
// Invariant: the same state, instant and lease give the same aim; parts look at nothing else.
import type { DesiredState } from './contract.ts'
import { NOBODY, servedAt } from './expiry.ts'
import type { Served } from './expiry.ts'

/** Which state an aim came from; what a part reached is told by it. */
export interface Mark {
  epoch: string
  generation: number
}

export interface Aim {
  mark: Mark
  state: DesiredState
  served: Served
  /** Nothing was heard for longer than the lease: nobody is served until the control plane answers. */
  leaseOver: boolean
  /** The instant this was worked out for. */
  at: Date
}

export function aimAt(state: DesiredState, now: Date, leaseOver: boolean): Aim {
  return {
    mark: { epoch: state.epoch, generation: state.generation },
    state,
    served: leaseOver ? NOBODY : servedAt(state, now),
    leaseOver,
    at: now,
  }
}
