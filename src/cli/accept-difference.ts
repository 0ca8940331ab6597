// `reconcile accept`: settles a difference that no repair can end, audited as `command-line`; with `--dry-run` it says which it is.
import type { Command } from 'commander'
import { acceptDifference, openDifference } from '../billing/accept-difference.ts'
import { openQueue } from '../db/queue.ts'
import { printJson, printLine } from './print.ts'
import { withContext } from './with-context.ts'

interface Options {
  reason: string
  dryRun?: true
  json?: true
}

export function addAccept(reconcile: Command): void {
  reconcile
    .command('accept <id>')
    .description('Settle a difference that stays as it is. It is told again only when one of both sides changes.')
    .requiredOption('--reason <text>', 'why; it stands in the audit')
    .option('--dry-run', 'say what would be done')
    .option('--json', 'print one JSON value')
    .action((id: string, _own: Options, command: Command) => accept(id, command.optsWithGlobals<Options>()))
}

async function accept(id: string, { reason, dryRun, json }: Options): Promise<void> {
  const row = await withContext(async (context) => {
    if (dryRun) return openDifference(context, id)
    const queue = await openQueue(context.databaseUrl, () => undefined) // what fails there fails here
    try {
      return await acceptDifference({ ...context, queue }, { difference: id, reason, actor: 'command-line' })
    } finally {
      await queue.close()
    }
  })
  const { class: name, stripe_id: object, here, there } = row
  if (json) return printJson({ dry_run: dryRun ?? false, difference: id, class: name, stripe_id: object, here, there })
  const words = `Difference ${id} is accepted: ${name} ${object}, here ${here ?? '-'}, at Stripe ${there ?? '-'}.`
  printLine(dryRun ? `Would do: ${words}` : words)
}
