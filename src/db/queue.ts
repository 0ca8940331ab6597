// Jobs: pg-boss behind a typed wrapper, its only importer. A job is put into the queue by the caller's transaction, so
// state, mail and job commit together or not at all. Payloads are ids, never state.
// pg-boss keeps real time: retries and heartbeats are about processes, not about the product's clock.
import { sql } from 'kysely'
import { PgBoss, fromKysely, type Queue as QueueOptions } from 'pg-boss'
import type { Tx } from './open.ts'
import type { Send } from './pipeline.ts'

/** Every job there is, with its payload. */
export interface Jobs {
  'sync-customer': { customer: string }
  /** An event that names a charge only. */
  'find-customer': { event: string; charge: string }
  /** Somebody has two live subscriptions, or one whose first payment failed. */
  'end-second-subscription': { account: string }
  /** A trial whose card had one before. */
  'end-refused-trials': { account: string }
  'deliver-mail': { mail: string }
  /** One whose words are sealed. */
  'deliver-sealed-mail': { mail: string }
  /** Stripe learns an account's address. */
  'sync-email': { account: string }
  /** An account was deleted: what it pays for ends. */
  'close-account': { account: string }
  sweep: Record<string, never>
  reconcile: Record<string, never>
}
export type JobName = keyof Jobs

export const QUEUE_SCHEMA = 'jobs'
// `short`: of jobs with one key at most one waits, so a burst of events for a customer becomes one fetch now and one after.
// A worker that was killed stops its heartbeat and its job runs elsewhere.
const options = {
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  heartbeatSeconds: 10,
  notify: true,
}
const QUEUES: Record<JobName, Omit<QueueOptions, 'name'>> = {
  'sync-customer': { ...options, policy: 'short' },
  'find-customer': { ...options, policy: 'short' },
  'end-second-subscription': { ...options, policy: 'short' },
  'end-refused-trials': { ...options, policy: 'short' },
  'deliver-mail': { ...options, policy: 'short' },
  'deliver-sealed-mail': { ...options, policy: 'short' },
  'sync-email': { ...options, policy: 'short' },
  'close-account': { ...options, policy: 'short' },
  sweep: { ...options, policy: 'short', retryLimit: 0 },
  reconcile: { ...options, policy: 'short', expireInSeconds: 43_200 }, // long, and one that was stopped goes on where it was
}

export interface Queue {
  /** Puts jobs into the queue when `tx` commits. A job whose key already waits is not added again. */
  enqueue<N extends JobName>(tx: Tx, name: N, jobs: { key: string; data: Jobs[N] }[]): Promise<void>
  /**
   * As `enqueue`, without those of which a job waits already, or failed and waits for its next try. One that runs does not count: it
   * may be that of a worker that died, which is not known before its heartbeat has been missed.
   */
  enqueueMissing<N extends JobName>(tx: Tx, name: N, jobs: { key: string; data: Jobs[N] }[]): Promise<void>
  /** As `enqueue`, into a transaction that is sent in one go: resolves when the statement is handed over. */
  place<N extends JobName>(send: Send, name: N, jobs: { key: string; data: Jobs[N] }[]): Promise<void>
  /** Adds `name` unless it was added in the last `seconds`, by whichever process. */
  every(name: JobName, seconds: number): Promise<void>
  /** Runs `work` for each job, `concurrency` at a time; a throw is a retry, later and later. */
  work<N extends JobName>(name: N, concurrency: number, work: (data: Jobs[N]) => Promise<void>): Promise<void>
  /** Takes no new job from now on. */
  rest(): Promise<void>
  /** Takes no new job, waits for those that run, then lets go of the database. */
  close(): Promise<void>
}

/** Of these keys, those of a job that waits, or failed and will be tried again. */
async function waiting(tx: Tx, name: JobName, keys: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select distinct singleton_key as key from ${sql.id(QUEUE_SCHEMA, 'job')}
    where name = ${name} and state < 'active' and singleton_key = any(${keys})`.execute(tx)
  return new Set(rows.map(({ key }) => key))
}

function createBoss(connectionString: string, onError: (error: Error) => void, install: boolean): PgBoss {
  const boss = new PgBoss({
    connectionString,
    schema: QUEUE_SCHEMA,
    max: 4,
    migrate: install,
    createSchema: install,
    useListenNotify: !install,
    supervise: !install,
    schedule: false,
    application_name: 'turnpike-jobs',
  })
  boss.on('error', onError)
  return boss
}

/** Makes or updates pg-boss's schema and our queues; part of `migrate`. */
export async function installQueue(connectionString: string): Promise<void> {
  const errors: Error[] = []
  const boss = createBoss(connectionString, (error) => errors.push(error), true)
  await boss.start()
  for (const [name, queue] of Object.entries(QUEUES)) await boss.createQueue(name, queue)
  await boss.stop({ graceful: false })
  if (errors[0]) throw errors[0]
}

export async function openQueue(connectionString: string, onError: (error: Error) => void): Promise<Queue> {
  const boss = createBoss(connectionString, onError, false)
  await boss.start()
  const enqueue: Queue['enqueue'] = async (tx, name, jobs) => {
    if (jobs.length === 0) return
    const rows = jobs.map(({ key, data }) => ({ singletonKey: key, data }))
    await boss.insert(name, rows, { db: fromKysely(tx), returnId: false })
  }
  return {
    enqueue,
    async enqueueMissing(tx, name, jobs) {
      if (jobs.length === 0) return
      const there = await waiting(
        tx,
        name,
        jobs.map(({ key }) => key),
      )
      await enqueue(
        tx,
        name,
        jobs.filter(({ key }) => !there.has(key)),
      )
    },
    async place(send, name, jobs) {
      if (jobs.length === 0) return
      const rows = jobs.map(({ key, data }) => ({ singletonKey: key, data }))
      const handOver = async (text: string, values: unknown[] = []) => {
        send(text, values, `place ${name}`) // planning it anew costs more than running it
        return { rows: [] }
      }
      await boss.insert(name, rows, { db: { executeSql: handOver }, returnId: false })
    },
    async every(name, seconds) {
      await boss.send(name, {}, { singletonSeconds: seconds, singletonKey: name })
    },
    async work<N extends JobName>(name: N, concurrency: number, work: (data: Jobs[N]) => Promise<void>) {
      // One NOTIFY may stand for many jobs, and pg-boss then sleeps until its next poll: after each job it is told to look again.
      const options = { localConcurrency: concurrency, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 }
      const worker: string = await boss.work<Jobs[N]>(name, options, async (jobs) => {
        boss.notifyWorker(worker)
        for (const job of jobs) await work(job.data)
      })
    },
    async rest() {
      for (const name of Object.keys(QUEUES)) await boss.offWork(name)
    },
    async close() {
      await boss.stop({ graceful: true, timeout: 20_000 })
    },
  }
}
