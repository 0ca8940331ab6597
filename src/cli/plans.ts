// `plans sync`: the plan table becomes products and prices at Stripe.
import type { Command } from 'commander'
import { publishPlans } from '../billing/plans.ts'
import { printJson, printLine } from './print.ts'
import { withContext } from './with-context.ts'

export function addPlanCommands(program: Command): void {
  program
    .command('plans')
    .description('What is for sale.')
    .command('sync')
    .description('Publish the plan table to Stripe; what is published already stays.')
    .option('--json', 'print one JSON value')
    .action(async (options: { json?: true }) => {
      const { prices } = await withContext(({ db, baseUrl, stripe }) => publishPlans({ db, baseUrl, stripe: stripe() }))
      if (options.json) printJson({ prices })
      else printLine(`${prices} prices are published.`)
    })
}
