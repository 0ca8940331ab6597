// The product as a process that may be killed at any moment: web and worker on a database that stands behind a proxy. It is told by
// its parent where everything is, opens then, and says when it serves.
import { once } from 'node:events'
import { openApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openClock } from '../../src/lib/clock.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { startWeb } from '../../src/web/listen.ts'

/** What the parent sends, once. */
export interface Go {
  environment: Record<string, string>
  databaseUrl: string
  masterKey: string
  secretKey: string
  apiBase: string
  controlToken: string
  webhookSecret: string
}

process.send?.('loaded')
const heard: unknown[] = await once(process, 'message')
const go = heard[0] as Go // the parent's own value
const config = readConfig(go.environment)
const app = await openApp(config, {
  databaseUrl: go.databaseUrl,
  masterKey: Buffer.from(go.masterKey, 'base64'),
  stripe: { secretKey: go.secretKey, apiBase: go.apiBase, webhookSecrets: [go.webhookSecret] },
  simulator: { apiBase: go.apiBase, controlToken: go.controlToken },
  clock: openClock(config.clock), // phones go by it too
})
await startWorker(app)
await startWeb(app, config)
process.send?.('serving')
