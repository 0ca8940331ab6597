// `web`: one of any number of processes that serve pages, webhooks and agents.
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { startWeb } from '../web/listen.ts'
import { claimPort } from './claim-port.ts'
import { openProduction } from './production.ts'
import { runUntilStopped } from './run-until-stopped.ts'

export function addWeb(program: Command): void {
  program
    .command('web')
    .description('Serve pages, webhooks and the agents of nodes. Run `migrate` first, and a `worker` beside it.')
    .action(async () => {
      const config = readConfig()
      await runUntilStopped(async (run) => {
        const port = await claimPort(config.host, config.port)
        const app = run.keep(await openProduction(config))
        const web = run.keep(await startWeb(app, { host: config.host, port }))
        app.log.info({ url: web.url }, 'web is ready')
      })
    })
}
