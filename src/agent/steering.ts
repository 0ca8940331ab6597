// Holds the state in force and turns it, as time passes, into aims for the parts.
// Invariant: a state is on disk before any part sees it; ends and the lease are looked at no less often than each second, so
// a wall clock that jumps is noticed within one.
import { judge } from './accept-state.ts'
import type { Verdict } from './accept-state.ts'
import { aimAt } from './aim.ts'
import type { Aim } from './aim.ts'
import type { Cache } from './cache.ts'
import type { Clocks } from './clock.ts'
import type { DesiredState } from './contract.ts'
import { nextEnd } from './expiry.ts'
import { isLeaseOver } from './lease.ts'
import type { Contact } from './lease.ts'
import { Problem } from './problem.ts'
import { validateState } from './validate-state.ts'

const LOOK_MS = 1_000
/** A wall clock that goes back by more than this was set, and ends may lie ahead again. */
const SET_BACK_MS = 2_000
/** How often the time of the last contact is written down, so that the lease also counts over a restart. */
const KEEP_HEARD_MS = 30_000

export interface Steering {
  state(): DesiredState | null
  /** Takes what the control plane sent, and says whether it is new. Throws a Problem when it is not to be applied. */
  offer(text: string): Promise<boolean>
  /** The control plane answered. */
  heard(): Promise<void>
  stop(): void
}

interface SteeringNeeds {
  cache: Cache
  clocks: Clocks
  nodeId: string
  onAim: (aim: Aim) => void
}

/** Starts from what the cache holds, aiming at once. */
export async function startSteering(needs: SteeringNeeds, kept: DesiredState | null): Promise<Steering> {
  const { cache, clocks, nodeId, onAim } = needs
  let state = kept
  let contact: Contact = { wall: (await cache.lastHeard()) ?? clocks.clock().getTime(), elapsed: null }
  let heardKept = contact.wall
  let due: number | null = null
  let aimedAt = 0
  let wasOver = false
  let timer: NodeJS.Timeout | undefined

  const leaseOver = (of: DesiredState) =>
    isLeaseOver(contact, of.leaseSeconds, { wall: clocks.clock().getTime(), elapsed: clocks.elapsed() })

  const look = (isNew: boolean) => {
    clearTimeout(timer)
    if (state !== null) {
      const now = clocks.clock()
      const isOver = leaseOver(state)
      const ended = due !== null && now.getTime() >= due
      if (isNew || ended || isOver !== wasOver || now.getTime() < aimedAt - SET_BACK_MS) {
        due = nextEnd(state, now)
        ;[aimedAt, wasOver] = [now.getTime(), isOver]
        onAim(aimAt(state, now, isOver))
      }
    }
    const untilEnd = due === null ? LOOK_MS : due - clocks.clock().getTime()
    timer = setTimeout(look, Math.min(LOOK_MS, Math.max(1, untilEnd)), false)
  }
  look(true)
  return {
    state: () => state,
    offer: async (text) => {
      const offered = validateState(text)
      if (!isNewer(judge(state, offered, nodeId))) return false
      await cache.keepState(text)
      state = offered
      look(true)
      return true
    },
    heard: async () => {
      contact = { wall: clocks.clock().getTime(), elapsed: clocks.elapsed() }
      if (wasOver) look(false)
      if (Math.abs(contact.wall - heardKept) < KEEP_HEARD_MS) return
      heardKept = contact.wall
      await cache.keepLastHeard(contact.wall)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Throws a Problem for a state that must not be applied. */
function isNewer(verdict: Verdict): boolean {
  if (verdict === 'not-ours') throw new Problem('The state was refused: it is for another node.')
  if (verdict === 'older') throw new Problem('The state was refused: its generation is lower than the one in force.')
  return verdict === 'newer'
}
