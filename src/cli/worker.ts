// `worker`: one of any number of processes that do the jobs: what Stripe says, mails, the regular sweep.
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { startWorker } from '../jobs/worker.ts'
import { openProduction } from './production.ts'
import { runUntilStopped } from './run-until-stopped.ts'

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('Do the jobs: follow Stripe, send mails, sweep. Run `migrate` first.')
    .action(async () => {
      const config = readConfig()
      await runUntilStopped(async (run) => {
        const app = run.keep(await openProduction(config))
        run.keep(await startWorker(app))
        app.log.info('worker is ready')
      })
    })
}
