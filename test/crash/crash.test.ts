// The product is killed at every message it has for PostgreSQL, before the server saw it and after the server did it, and what was
// under way is repeated: the end is that of a run in which nothing happened, and the invariants hold.
// A run takes a seeded few of the points; `npm run test:crash` takes all. TURNPIKE_CRASH_SEED chooses others, TURNPIKE_CRASH how many,
// or names them, to try those again: `before:25,after:69`.
import { randomBytes } from 'node:crypto'
import { test } from 'vitest'
import { chanceOf } from '../fuzz/chance.ts'
import type { Fault } from './proxy.ts'
import { SCENARIOS } from './scenarios.ts'
import { openStage } from './stage.ts'

const SEED = Number(process.env['TURNPIKE_CRASH_SEED'] ?? 1)
const ASKED = process.env['TURNPIKE_CRASH'] ?? '60'
const LONGEST = 3_600_000

/** Such as `before:25`. */
function pointFrom(words: string): Fault {
  const [when, at] = words.split(':')
  return { at: Number(at), when: when === 'after' ? 'after' : 'before' }
}

/** Some of the points there are, all, or those that were asked for. */
function pointsOf(messages: number, scenario: number): Fault[] {
  const all = Array.from({ length: messages }, (_, index) => index + 1).flatMap((at): Fault[] => [
    { at, when: 'before' },
    { at, when: 'after' },
  ])
  if (ASKED === 'all') return all
  if (/^(before|after):/.test(ASKED)) return ASKED.split(',').map(pointFrom)
  const chance = chanceOf(SEED, scenario)
  const mixed = all.map((fault) => ({ fault, rank: chance.below(1_000_000) })).toSorted((a, b) => a.rank - b.rank)
  return mixed.slice(0, Math.ceil(Number(ASKED) / SCENARIOS.length)).map(({ fault }) => fault)
}

// Scenarios run beside each other, each on a stage of its own: mostly they wait for a process to start or a heartbeat to be missed.
test.concurrent.for(SCENARIOS.map((scenario, index) => ({ ...scenario, index })))(
  '$name: dies anywhere, ends as if it had not',
  { timeout: LONGEST },
  async (scenario, { expect, onTestFinished }) => {
    const stage = await openStage(randomBytes(32).toString('base64'))
    onTestFinished(() => stage.close())
    const whole = await stage.run(scenario, null)
    const points = pointsOf(whole.messages, scenario.index)
    const faults: string[] = []
    let reached = 0
    const from = performance.now()
    for (const point of points) {
      const { at, when } = point
      const seen = await stage.run(scenario, point).catch((error: unknown) => ({ end: String(error), fired: true }))
      if (seen.fired) reached++
      if (seen.end === whole.end) continue
      faults.push(`${when} ${at}: ${seen.end}`)
      process.stdout.write(`${scenario.name}: ${faults.at(-1)}\n`) // a run of all points takes long
    }
    const seconds = ((performance.now() - from) / 1000).toFixed(1)
    const told = `${whole.messages} messages, ${points.length} points, ${reached} reached, ${faults.length} faulty, seed ${SEED}, ${seconds} s`
    process.stdout.write(`${scenario.name}: ${told}\n`)
    expect(faults, `without a fault: ${whole.end}`).toEqual([])
    expect(reached).toBeGreaterThan(0)
  },
)
