// `reconcile`: our copies beside Stripe's own lists; exit status 3 when something differed, or still does.
import { InvalidArgumentError, type Command } from 'commander'
import { COPY_KINDS } from '../billing/core/drift.ts'
import { reconcile, type Outcome } from '../billing/reconcile.ts'
import { openQueue } from '../db/queue.ts'
import { addAccept } from './accept-difference.ts'
import { ExitStatus } from './fault.ts'
import { openProgress } from './progress-bar.ts'
import { printJson, printLine, printTable, showTime } from './print.ts'
import { withContext } from './with-context.ts'

interface Options {
  from?: Date
  to?: Date
  json?: true
}

export function addReconcile(program: Command): void {
  const command = program
    .command('reconcile')
    .description(
      'Compare what is stored with Stripe, both ways, and repair what is safe. Exit status 3: something differs.',
    )
    .option('--from <time>', 'leave out what was created before, such as 2026-01-31T00:00:00Z', toTime)
    .option('--to <time>', 'leave out what was created at this time or later', toTime)
    .option('--json', 'print one JSON value')
    .action(run)
  addAccept(command)
}

async function run(options: Options): Promise<void> {
  const progress = openProgress(process.stderr)
  const { outcome, now } = await withContext(async (context) => {
    const queue = await openQueue(context.databaseUrl, () => undefined)
    try {
      const needs = { ...context, stripe: await context.stripe(), queue, persons: await context.persons() }
      const scope = { from: options.from ?? null, to: options.to ?? context.clock() }
      return { outcome: await reconcile(needs, scope, progress.tell), now: context.clock() }
    } finally {
      progress.end()
      await queue.close()
    }
  })
  if (options.json) printJson(toDocument(outcome, now))
  else printReport(outcome)
  if (outcome.differences.length > 0) throw new ExitStatus(3)
}

function toDocument(outcome: Outcome, now: Date) {
  const { run: id, from, to, compared, foreign, differences } = outcome
  return {
    run: id,
    from,
    to,
    compared,
    foreign,
    ...countsOf(outcome),
    differences: differences.map((one) => ({
      id: one.id,
      class: one.class,
      kind: one.kind,
      stripe_id: one.stripe_id,
      account: one.account_id,
      here: one.here,
      there: one.there,
      created: one.created_at,
      found: one.found_at,
      age_seconds: Math.max(0, Math.floor((now.getTime() - one.created_at.getTime()) / 1000)),
      new: one.isNew,
      resolution: one.resolution,
      failure: one.failure,
    })),
  }
}

function countsOf({ differences }: Outcome) {
  return {
    found: differences.filter((one) => one.isNew).length,
    repaired: differences.filter((one) => one.resolution === 'repaired').length,
    open: differences.filter((one) => one.resolution === 'open').length,
  }
}

function printReport(outcome: Outcome): void {
  const { compared, foreign, differences } = outcome
  const counts = COPY_KINDS.map((kind) => `${compared[kind]} ${kind}${compared[kind] === 1n ? '' : 's'}`)
  printLine(`Compared ${counts.join(', ')}; ${foreign} of other systems.`)
  if (differences.length === 0) return printLine('Nothing differs.')
  const { found, repaired, open } = countsOf(outcome)
  printLine(`${found} differences are new; ${repaired} are repaired, ${open} are open.`)
  const rows = differences.map((one) => [
    String(one.id),
    one.class,
    one.stripe_id,
    one.here ?? '-',
    one.there ?? '-',
    showTime(one.created_at),
    one.isNew ? one.resolution : `${one.resolution}, known`,
  ])
  printTable(['id', 'class', 'object', 'here', 'Stripe', 'created', 'resolution'], rows)
  for (const one of differences) if (one.failure) printLine(`${one.stripe_id} could not be repaired: ${one.failure}`)
}

function toTime(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('Write it like 2026-01-31T00:00:00Z.')
  return time
}
