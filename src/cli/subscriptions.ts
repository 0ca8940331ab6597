// `subscription ...`: what customers have, and what the operator does about it. Each write is audited as `command-line`; with
// `--dry-run` it makes the same checks, says what it would do and does nothing.
import type { Command } from 'commander'
import { addExpireDue } from './expire-due.ts'
import { cancel, change } from './subscription-changes.ts'
import { give } from './subscription-grants.ts'
import { addSubscriptionReports } from './subscription-reports.ts'
import { act, addWrite, type Common } from './subscription-write.ts'
import { wholeNumber } from './whole-number.ts'

export function addSubscriptionCommands(program: Command): void {
  const group = program.command('subscription').description('What customers have, and what to do about it.')
  addSubscriptionReports(group)
  addExpireDue(group)
  addWrite(group, 'grant', 'Give time of a plan.')
    .requiredOption('--plan <plan>', 'of which plan')
    .requiredOption('--days <n>', 'how many days', wholeNumber)
    .action((options: Common & { plan: string; days: number }) => act(options, (it) => give(it, options)))
  addWrite(group, 'extend', 'Give more time of the plan that is held.')
    .requiredOption('--days <n>', 'how many days', wholeNumber)
    .action((options: Common & { days: number }) => act(options, (it) => give(it, { ...options, plan: null })))
  addWrite(
    group,
    'change',
    'Another plan: up at once, down at the end of what is paid; granted time at once. Status 1 until Stripe has taken it and it is paid.',
  )
    .requiredOption('--plan <plan>', 'a plan, or the lookup key of a price')
    .action((options: Common & { plan: string }) => act(options, (it) => change(it, options)))
  addWrite(group, 'cancel', 'Cancel at the end of what is paid. Status 1 until Stripe has taken it.')
    .option('--now', 'end the subscription and its access at once')
    .option('--grants', 'revoke granted time too')
    .action((options: Common & { now?: true; grants?: true }) => act(options, (it) => cancel(it, options)))
}
