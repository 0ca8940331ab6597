// `audit verify|anchor`: whether the record of what was done is as it was written; exit status 3 when it is not.
import type { Command } from 'commander'
import { ConfigError } from '../config.ts'
import type { AnchorFile } from '../ops/audit-anchor-file.ts'
import { anchorAudit, anchorFileOf } from '../ops/audit-anchors.ts'
import { verifyAudit } from '../ops/audit-verify.ts'
import { ExitStatus } from './fault.ts'
import { printJson, printLine } from './print.ts'
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

async function verify(options: { json?: true }): Promise<void> {
  const { path, verdict } = await withContext(async (context) => {
    const anchors = anchorFileOf(context.config, await context.seal())
    return { path: anchors.path, verdict: await verifyAudit({ ...context, anchors }) }
  })
  const { ok, rows, anchors, foreignAnchors, first } = verdict
  if (options.json) {
    const firstBad = first && { fault: first.fault, row: first.row, position: first.position, detail: first.sentence }
    printJson({ ok, rows, anchors: { path, compared: anchors, foreign: foreignAnchors }, first_bad: firstBad })
  } else {
    printLine(first ? `BAD  ${first.fault}: ${first.sentence}` : `ok   ${rows} rows stand as they were written.`)
    printLine(`     ${anchors} of them are anchored in ${path}.`)
    if (foreignAnchors > 0)
      printLine(`     ${foreignAnchors} of these another database wrote, of which this is a copy.`)
  }
  if (!ok) throw new ExitStatus(3)
}

async function anchor(options: { json?: true }): Promise<void> {
  const { path, done } = await withContext(async (context) => {
    const anchors = anchorFileOf(context.config, await context.seal())
    return { path: anchors.path, done: await anchorAudit({ ...context, anchors }) }
  })
  if (options.json) return printJson({ path, anchored: done?.count ?? 0 })
  printLine(done ? `${done.count} rows were anchored in ${path}.` : 'Another process is anchoring just now.')
}
