// `invariants`: what must be true of the data at any moment; exit status 3 when something is not.
import type { Command } from 'commander'
import { checkInvariants } from '../ops/invariants.ts'
import { anchorsIfKeyed } from './audit.ts'
import { ExitStatus } from './fault.ts'
import { printJson, printLine } from './print.ts'
import { withContext } from './with-context.ts'

export function addInvariants(program: Command): void {
  program
    .command('invariants')
    .description('Check what must always be true of the data. Exit status 3: something is not.')
    .option('--json', 'print one JSON value')
    .action(async (options: { json?: true }) => {
      const checks = await withContext(async (context) =>
        checkInvariants({ ...context, anchors: await anchorsIfKeyed(context) }),
      )
      const isFine = checks.every((check) => check.ok)
      if (options.json) printJson({ ok: isFine, checks })
      else {
        for (const check of checks) {
          printLine(`${check.ok ? 'ok  ' : 'FAIL'} ${check.id.padEnd(22)} ${check.rule}`)
          for (const line of check.detail) printLine(`       ${line}`)
        }
      }
      if (!isFine) throw new ExitStatus(3)
    })
}
