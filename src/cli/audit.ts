// `audit verify|anchor|restored`: whether the record of what was done is as it was written; exit status 3 when it is not.
import type { Command } from 'commander'
import { ConfigError } from '../config.ts'
import type { AnchorFile } from '../ops/audit-anchor-file.ts'
import { anchorAudit, anchorFileOf } from '../ops/audit-anchors.ts'
import type { AuditFault } from '../ops/audit-finding.ts'
import { recordRestore } from '../ops/audit-restored.ts'
import { verifyAudit, type AuditVerdict } from '../ops/audit-verify.ts'
import { ExitStatus } from './fault.ts'
import { printJson, printLine, showTime } from './print.ts'
import { withContext, type Context } from './with-context.ts'

export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('The record of who did what.')
  audit
    .command('verify')
    .description('Compute its chain again and compare it with the anchors. Exit status 3: it was tampered with.')
    .option('--json', 'print one JSON value')
    .action(verify)
  audit
    .command('anchor')
    .description('Anchor it now; the worker does so every five minutes.')
    .option('--json', 'print one JSON value')
    .action(anchor)
  audit
    .command('restored')
    .description('Record that the database was restored to an earlier moment, and anchor the audit anew.')
    .requiredOption('--reason <text>', 'why it was restored; it stands in the audit')
    .option('--json', 'print one JSON value')
    .action(restored)
}

/** Null when there is no master key, and so none to read anchors with. */
export async function anchorsIfKeyed(context: Context): Promise<AnchorFile | null> {
  try {
    return anchorFileOf(context.config, await context.seal())
  } catch (error) {
    if (error instanceof ConfigError) return null
    throw error
  }
}

/** What a restore looks like. */
const MAY_BE_A_RESTORE: ReadonlySet<AuditFault> = new Set(['cut-off', 'rewritten', 'anchors-gone'])

async function verify(options: { json?: true }): Promise<void> {
  const { path, verdict } = await withContext(async (context) => {
    const anchors = anchorFileOf(context.config, await context.seal())
    return { path: anchors.path, verdict: await verifyAudit({ ...context, anchors }) }
  })
  const { ok, rows, anchors, foreignAnchors, restores, first } = verdict
  if (options.json) {
    const firstBad = first && { fault: first.fault, row: first.row, position: first.position, detail: first.sentence }
    printJson({
      ok,
      rows,
      anchors: { path, compared: anchors, foreign: foreignAnchors },
      restores,
      first_bad: firstBad,
    })
  } else {
    printVerdict(path, verdict)
  }
  if (!ok) throw new ExitStatus(3)
}

function printVerdict(path: string, { rows, anchors, foreignAnchors, restores, first }: AuditVerdict): void {
  printLine(first ? `BAD  ${first.fault}: ${first.sentence}` : `ok   ${rows} rows stand as they were written.`)
  if (first && MAY_BE_A_RESTORE.has(first.fault))
    printLine('     If the database was restored to an earlier moment: turnpike audit restored --reason TEXT')
  printLine(`     ${anchors} of them are anchored in ${path}.`)
  if (foreignAnchors > 0) printLine(`     ${foreignAnchors} of these another database wrote, of which this is a copy.`)
  for (const { row, at, actor, from, to } of restores) {
    const lost = from === null ? 'Anchors were lost' : `A restore took what stood at positions ${from} to ${to}`
    printLine(`     ${lost}, as ${actor} recorded on ${showTime(at)} in row ${row}.`)
  }
}

async function anchor(options: { json?: true }): Promise<void> {
  const { path, done } = await withContext(async (context) => {
    const anchors = anchorFileOf(context.config, await context.seal())
    return { path: anchors.path, done: await anchorAudit({ ...context, anchors }) }
  })
  if (options.json) return printJson({ path, anchored: done?.count ?? 0 })
  printLine(done ? `${done.count} rows were anchored in ${path}.` : 'Another process is anchoring just now.')
}

async function restored({ reason, json }: { reason: string; json?: true }): Promise<void> {
  const { path, lost } = await withContext(async (context) => {
    const anchors = anchorFileOf(context.config, await context.seal())
    const lost = await recordRestore({ ...context, anchors }, { actor: 'command-line', reason })
    return { path: anchors.path, lost }
  })
  const { rows, kept, anchored } = lost
  if (json) return printJson({ path, from: rows?.from ?? null, to: rows?.to ?? null, kept, anchored })
  printLine(
    rows ? `Recorded: what stood at positions ${rows.from} to ${rows.to} is lost.` : 'Recorded: anchors are lost.',
  )
  if (kept !== null) printLine(`The anchors before are kept in ${kept}.`)
  printLine(`${anchored} rows were anchored in ${path}.`)
}
