// Makes everything due happen, one thing after the other, each at its own moment. Invariant: a jump of a month gives the same events as
// a month in which somebody had watched.
import type { World } from './world.ts'
import { makeDueQueue } from './due-queue.ts'
import { actOn, dueKinds, dueOf, testClockOf } from './due-table.ts'
import type { Kind } from './tables.ts'

export interface DueRunner {
  /** Everything up to world.now(); `onStep` runs after each thing. */
  catchUp(onStep: () => void): void
}
const stepLimit = 2_000_000

export function makeDueRunner(world: World): DueRunner {
  const shared = makeDueQueue()
  const ofClock = new Map<string, ReturnType<typeof makeDueQueue>>()

  function queueOf(clock: string | null) {
    if (clock === null) return shared
    const queue = ofClock.get(clock) ?? makeDueQueue()
    ofClock.set(clock, queue)
    return queue
  }
  function schedule(kind: Kind, id: string): void {
    if (dueKinds.has(kind)) queueOf(testClockOf(world, kind, id)).set(kind, id, dueOf(world, kind, id))
  }
  function run(queue: ReturnType<typeof makeDueQueue>, until: number, onStep: () => void, ownClock = false): void {
    for (let step = 0; ; step += 1) {
      const due = queue.take(until)
      if (!due) return
      if (step > stepLimit) throw new Error(`${due.kind} ${due.id} is due again and again`)
      world.during(due.time, () => actOn(world, due.kind, due.id), ownClock)
      schedule(due.kind, due.id)
      onStep()
    }
  }
  for (const kind of dueKinds) {
    // dueKinds are the keys of a table over Kind.
    for (const { id } of world.store.oldest(kind as Kind)) schedule(kind as Kind, id)
  }
  world.store.watch(schedule)
  world.runTestClock = (clock, target) => run(queueOf(clock), target, () => {}, true)
  return {
    catchUp(onStep) {
      run(shared, world.now(), onStep)
      for (const [clock, queue] of ofClock)
        run(queue, world.store.get('test_helpers.test_clock', clock)?.frozen_time ?? 0, onStep, true)
    },
  }
}
