// Moves the time of a rehearsal on, from one due moment to the next, so that each thing happens at its own time and not all
// at the end. Invariants: only where payments are simulated; one move at a time in a process; an audit row for each.
import { audit } from '../accounts/audit.ts'
import { carrySession } from '../accounts/session-queries.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { dueNext, type DueNeeds } from './rehearsal-due.ts'
import { awaitQuiet, type QuietNeeds } from './rehearsal-quiet.ts'

const LENGTHS = { hour: 3_600_000, day: 86_400_000, month: 31 * 86_400_000 } as const
export type Step = keyof typeof LENGTHS | 'next'

/** A request waits no longer, milliseconds; what is left of the way is left for the next press. */
const PATIENCE = 20_000

interface RehearsalNeeds extends DueNeeds, QuietNeeds {
  clock: Clock
  moveClock: (length: number) => Promise<void>
}

/** Whose browser moves it: for who sits there no time passes, so the session stays as old as it is. */
interface Mover {
  account: string
  sessionHash: Buffer
}

type Outcome = 'quiet' | 'busy' | 'stopped'

/**
 * The way to move time: `quiet`: there, and all is done. `busy`: work is left that nobody does. `stopped`: it took too long, and time
 * stands before where it should be. Refusals: `conflict` when a move is under way, or nothing is due; those of `askSimulator`.
 */
export function openMoves(needs: RehearsalNeeds, patience = PATIENCE) {
  let isMoving = false
  return async (mover: Mover, step: Step): Promise<Outcome> => {
    if (isMoving)
      throw new Refusal('conflict', 'Time is being moved already. Wait until that is done, then look again.')
    isMoving = true
    try {
      return await walk(needs, mover, step, Date.now() + patience)
    } finally {
      isMoving = false
    }
  }
}

async function walk(needs: RehearsalNeeds, mover: Mover, step: Step, deadline: number): Promise<Outcome> {
  const { db, clock } = needs
  const [first] = await dueNext(needs)
  if (step === 'next' && !first) throw new Refusal('conflict', 'Nothing is due: nobody has a plan that time changes.')
  const target = step === 'next' ? past(first?.at ?? clock()) : new Date(clock().getTime() + LENGTHS[step])
  const detail = { step, until: target.toISOString() }
  const entry = { actor: mover.account, action: 'rehearsal.move', subject: 'clock', detail }
  await db.transaction().execute((tx) => audit(tx, clock, entry))
  while (clock() < target) {
    if (Date.now() >= deadline) return 'stopped'
    const [next] = await dueNext(needs)
    const stop = next && past(next.at) < target ? past(next.at) : target
    const way = stop.getTime() - clock().getTime()
    if (way > 0) {
      await carrySession(db, mover.sessionHash, way)
      await needs.moveClock(way)
    }
    const left = await awaitQuiet(needs, deadline)
    if (left.events + left.jobs > 0) return clock() < target ? 'stopped' : 'busy'
  }
  return 'quiet'
}

/** Stripe counts whole seconds: a second later it has happened. */
function past(at: Date): Date {
  return new Date(at.getTime() + 1_000)
}
