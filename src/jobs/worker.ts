// The worker: runs jobs, and puts the regular ones into the queue. Any number of workers may run; a slot of time is used once.
import type { App } from '../app.ts'
import { enqueueReconcile } from '../billing/reconcile.ts'
import { settleOperations } from '../billing/settle-operations.ts'
import { enqueueStale } from '../billing/sweep.ts'
import type { JobName } from '../db/queue.ts'
import { eachToItsEnd } from '../lib/each-to-its-end.ts'
import { errorLine, errorWords } from '../lib/error-words.ts'
import { anchorFileOf, openAnchorKeeper } from '../ops/audit-anchors.ts'
import { concurrency, tasks } from './tasks.ts'

export interface Worker {
  /** Takes no new job; those that run are finished by `app.close()`, which lets go of the queue. */
  close(): Promise<void>
}

/** How often what is regular is looked at, milliseconds: a database that is away for a moment is asked again at the next tick. */
const TICK = 5_000

export async function startWorker(app: App): Promise<Worker> {
  const start = <N extends JobName>(name: N) =>
    app.queue.work(name, concurrency[name], async (data) => {
      const task: (app: App, payload: typeof data) => Promise<void> = tasks[name]
      try {
        await task(app, data)
      } catch (error) {
        // Here is the edge: said once for each try, and the queue tries again. The queue keeps all that is in what it is thrown.
        app.log.warn({ event: 'job-failed', job: name, error: errorWords(error) }, 'a job failed')
        throw new Error(errorLine(error))
      }
    })
  await Promise.all([
    start('sync-customer'),
    start('find-customer'),
    start('end-second-subscription'),
    start('end-refused-trials'),
    start('deliver-mail'),
    start('deliver-sealed-mail'),
    start('sync-email'),
    start('close-account'),
    start('sweep'),
    start('reconcile'),
  ])

  // What one of them cannot do now, as while Stripe is away, keeps the others from nothing, and the worker from no start.
  const tick = () =>
    eachToItsEnd([
      () => app.queue.every('sweep', app.config.sweepSeconds),
      () => enqueueStale(app),
      () => enqueueReconcile(app),
      () => settleOperations(app),
    ]).catch((error: unknown) => app.log.error({ error }, 'the regular work could not be done'))
  const keeper = openAnchorKeeper({ ...app, anchors: anchorFileOf(app.config, app.seal) })
  const anchor = () =>
    keeper.tick().catch((error: unknown) => app.log.error({ error }, 'the audit could not be anchored'))
  let anchoring = anchor() // a full disk must not keep a worker from starting
  const timer = setInterval(() => {
    void tick()
    anchoring = anchoring.then(anchor)
  }, TICK)
  await tick()
  return {
    async close() {
      clearInterval(timer)
      await anchoring
      await app.queue.rest()
    },
  }
}
