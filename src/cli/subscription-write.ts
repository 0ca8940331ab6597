// What every write of `subscription ...` has in common: its options, whose account it is about, and how what was done is told.
import type { Command } from 'commander'
import { accountNamed } from '../accounts/account-named.ts'
import { ExitStatus } from './fault.ts'
import { printJson, printLine } from './print.ts'
import { withContext, type Context } from './with-context.ts'

export interface Common {
  account: string
  reason?: string
  dryRun?: true
  json?: true
}

export type Subject = Context & { id: string }

/** What was done, or would be: told as one line, or as one JSON value with `facts`. */
export interface Deed {
  did: string
  /** False ends with status 1: what was asked is not so yet. */
  isDone: boolean
  facts: Record<string, unknown>
}

export const ACTOR = 'command-line'
export const REASON = 'From the command line'

export function addWrite(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .requiredOption('--account <address or id>', 'whose')
    .option('--reason <text>', 'why; it stands in the audit')
    .option('--dry-run', 'check it, and say what would be done')
    .option('--json', 'print one JSON value')
}

export async function act(options: Common, work: (subject: Subject) => Promise<Deed>): Promise<void> {
  const { did, isDone, facts } = await withContext(async (context) =>
    work({ ...context, id: await accountNamed(context.db, options.account) }),
  )
  const isDry = options.dryRun ?? false
  if (options.json) printJson({ dry_run: isDry, account: options.account, did, ...facts })
  else printLine(isDry && isDone ? `Would do: ${did}` : `${did.charAt(0).toUpperCase()}${did.slice(1)}`)
  if (!isDone) throw new ExitStatus(1)
}
