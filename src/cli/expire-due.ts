// `subscription expire-due`: state follows from time by itself, so nothing has to be expired; what it closes are purchases that nobody
// finished.
import type { Command } from 'commander'
import { expireOverdue, previewOverdue } from '../billing/settle-overdue.ts'
import { openQueue } from '../db/queue.ts'
import { printJson, printLine } from './print.ts'
import { withContext, type Context } from './with-context.ts'

export function addExpireDue(group: Command): void {
  group
    .command('expire-due')
    .description('Close purchases that nobody finished in time; access itself ends without any command.')
    .option('--dry-run', 'say what would be done')
    .option('--json', 'print one JSON value')
    .action(expireDue)
}

async function expireDue({ dryRun = false, json }: { dryRun?: boolean; json?: true }): Promise<void> {
  const { closed, asked } = await withContext((context) => (dryRun ? previewOverdue(context) : expire(context)))
  if (json) return printJson({ dry_run: dryRun, checkouts: closed, asked })
  printLine(
    `${dryRun ? 'Would be closed' : 'Closed'}: ${closed} unfinished ${closed === 1 ? 'purchase' : 'purchases'}.`,
  )
  if (asked === 0) return
  printLine(
    `Stripe ${dryRun ? 'would be' : 'is being'} asked about ${asked} more: the worker then closes what was not paid.`,
  )
}

async function expire(context: Context) {
  const queue = await openQueue(context.databaseUrl, () => undefined) // what fails there fails here
  try {
    return await expireOverdue({ ...context, queue }, 'command-line')
  } finally {
    await queue.close()
  }
}
