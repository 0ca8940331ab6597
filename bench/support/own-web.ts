// The product's web as a process of its own on a durable database, for benches that send more than this process could judge.
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openApp, type App } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { freePort } from '../../test/support/free-port.ts'
import { startBenchDatabase } from './database.ts'
import type { Vitals, WebOrder } from './web-process.ts'

export interface OwnWeb {
  port: number
  webhookSecret: string
  /** On the same database, for what is to be there beforehand. */
  app: App
  /** Of the process that serves, since this was asked last. */
  vitals(): Promise<Vitals>
  close(): Promise<void>
}

/** Behind a proxy on this machine, so that senders may say which network they are. */
export async function startOwnWeb(): Promise<OwnWeb> {
  const database = await startBenchDatabase()
  const [port, masterKey] = [await freePort(), randomBytes(32)]
  const webhookSecret = `whsec_${randomBytes(16).toString('hex')}`
  const settings = { TRUSTED_PROXIES: '127.0.0.1' }
  const stripe = { secretKey: 'sk_test_bench', apiBase: 'http://127.0.0.1:9', webhookSecrets: [webhookSecret] }
  const config = readConfig({ BASE_URL: `http://127.0.0.1:${port}`, LOG_LEVEL: 'fatal', ...settings })
  const app = await openApp(config, { databaseUrl: database.url, masterKey, stripe, simulator: null })
  const order: WebOrder = {
    databaseUrl: database.url,
    masterKey: masterKey.toString('base64'),
    port,
    webhookSecret,
    settings,
  }
  const child = fork(new URL('web-process.ts', import.meta.url))
  await ask(child, order)
  return {
    port,
    webhookSecret,
    app,
    vitals: async () => (await ask(child, 'vitals')) as Vitals, // what web-process.ts sends
    async close() {
      child.kill()
      await once(child, 'close')
      await app.close()
      await database.drop()
    },
  }
}

/** Sends one message to a program of this folder and gives its answer. Throws when the program ends without one. */
export async function ask(program: ChildProcess, message: string | object): Promise<unknown> {
  const done = new AbortController()
  const ended = once(program, 'close', { signal: done.signal }).then(() => {
    throw new Error('a program of this bench ended by itself')
  })
  program.send(message)
  const answers: unknown[] = await Promise.race([once(program, 'message', { signal: done.signal }), ended])
  done.abort()
  await ended.catch(() => undefined) // it is told that nobody waits any more
  return answers[0]
}
