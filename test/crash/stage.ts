// A world whose web and worker are a process of its own, so that it can die while Stripe and the database live on.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { formatDuration } from '../../src/lib/duration.ts'
import { accrue } from '../../src/affiliates/accrue.ts'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { enqueueStale, sweep } from '../../src/billing/sweep.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { exportAll } from '../../src/ops/export.ts'
import { booksOf } from '../support/buyer.ts'
import { withoutChance } from '../support/deliveries.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'
import type { Go } from './child.ts'
import { startVictim, type Victim } from './process.ts'
import type { Fault } from './proxy.ts'
import type { Scenario } from './scenarios.ts'

// Each death leaves jobs that pg-boss hands out again all at once, once a minute: the newest waits behind those of twenty deaths.
const BEHIND_THE_DEAD = 60_000
const ROOT = join(import.meta.dirname, '../..')

export interface Stage {
  world: World
  /** Runs a scenario with a new account to its end; null: nothing goes wrong. */
  run(scenario: Scenario, fault: Fault | null): Promise<{ end: string; messages: number; fired: boolean }>
  close(): Promise<void>
}

export async function openStage(masterKey: string): Promise<Stage> {
  const world = await createWorld({ MASTER_KEY: masterKey }, '+0s', null, false)
  const program = await bundled()
  const clockFile = join(world.app.config.dataDir, 'clock')
  const start = () => startVictim(program, world.databaseUrl, (databaseUrl) => goOf(world, clockFile, databaseUrl))
  const moveClock = () => writeFile(clockFile, formatDuration(world.app.clock().getTime() - Date.now()))
  await moveClock()
  let [now, next] = [await start(), await start()]
  await now.serve()
  const restart = async () => {
    await now.kill()
    world.pass('1m') // what the dead one had begun is looked for by now
    await moveClock()
    now = next
    await now.serve()
    next = await start()
  }
  return {
    world,
    async run(scenario, fault) {
      // Each run is somebody at home elsewhere: a try that died counts as a guess, and ninety of one network are refused.
      await world.app.db.deleteFrom('throttles').execute()
      const story = await scenario.prepare(world, moveClock)
      now.arm(fault)
      const victim = now
      await untilDone(world, victim, story.act)
      const [messages, fired] = [victim.counted(), victim.fired()]
      await restart()
      world.simulator.control.retryWebhooks()
      await until('the repetition to be answered', () =>
        story.act().then(
          () => true,
          () => false, // a connection to the one that died
        ),
      )
      await tidy(world, moveClock)
      return { end: await endOf(world, story.account), messages, fired }
    },
    async close() {
      await Promise.all([now.kill(), next.kill()])
      await world.close()
    },
  }
}

/** The deed and all that follows from it, or the death of who did it. */
async function untilDone(world: World, victim: Victim, act: () => Promise<void>): Promise<void> {
  const done = act().then(() => world.settled(BEHIND_THE_DEAD))
  const lived = done.catch((error: unknown) => {
    if (!victim.fired()) throw error
  })
  await Promise.race([lived, victim.ended])
}

async function tidy(world: World, moveClock: () => Promise<void>): Promise<void> {
  const { app } = world
  world.pass('1m')
  await moveClock()
  await sweep(app)
  await enqueueStale(app)
  await settleOperations(app)
  await world.settled(BEHIND_THE_DEAD)
  await accrue(app)
  const broken = (await checkInvariants({ ...app, anchors: null })).filter((check) => !check.ok)
  if (broken.length > 0) throw new Error(JSON.stringify(broken))
}

async function endOf(world: World, account: string): Promise<string> {
  const { accounts } = await exportAll(world.app, account)
  const mails = await world.app.db
    .selectFrom('mails')
    .select('subject')
    .where('account_id', '=', account)
    .orderBy('subject')
    .execute()
  const books = Object.entries(await booksOf(world, account)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return withoutChance({ accounts, mails, books })
}

function goOf({ app, simulator, stripeKey }: World, clockFile: string, databaseUrl: string): Go {
  const { baseUrl, port, dataDir, masterKey } = app.config
  return {
    environment: {
      BASE_URL: baseUrl.href,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      TURNPIKE_CLOCK: clockFile,
    },
    databaseUrl,
    masterKey: masterKey?.toString('base64') ?? '',
    secretKey: stripeKey.replace('Bearer ', ''),
    apiBase: simulator.apiBase,
    controlToken: app.simulator?.controlToken ?? '',
    webhookSecret: app.webhookSecrets[0] ?? '',
  }
}

let program: Promise<string> | null = null

/** One file starts in a third of the time that the sources need. Made once for all stages of this process. */
async function bundled(): Promise<string> {
  return (program ??= bundle(join(ROOT, '.tsbuild', `crash-${process.pid}.mjs`)))
}

async function bundle(outfile: string): Promise<string> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  })
  return outfile
}
