// `export`: everything there is to know, for people who leave, auditors and tests.
import type { Command } from 'commander'
import { exportAll } from '../ops/export.ts'
import { openFleet } from '../vpn/fleet.ts'
import { refreshGenerations } from '../vpn/node-states.ts'
import { printJson, printLine, printTable, showTime } from './print.ts'
import { withContext } from './with-context.ts'

export function addExport(program: Command): void {
  program
    .command('export')
    .description('Write out accounts with their access, payments and devices, the ledger, nodes and alerts.')
    .option('--account <address or id>', 'this account alone')
    .option('--json', 'print one JSON value; else a summary')
    .action(run)
}

async function run(options: { account?: string; json?: true }): Promise<void> {
  const whole = await withContext(async (context) => {
    const seal = await context.seal()
    await refreshGenerations({ ...context, seal, fleet: await openFleet({ ...context, seal }) })
    return exportAll(context, options.account ?? null)
  })
  if (options.json) return printJson(whole)
  const rows = whole.accounts.map(({ email, access, payments, devices }) => {
    const live = devices.filter((device) => device.state !== 'removed')
    return [
      email,
      access.state,
      showTime(access.until),
      access.plan ?? '-',
      String(payments.length),
      String(live.length),
    ]
  })
  printTable(['ACCOUNT', 'ACCESS', 'UNTIL', 'PLAN', 'PAYMENTS', 'DEVICES'], rows)
  const open = whole.alerts.filter((alert) => alert.resolved === null)
  printLine(`The ledger ${whole.ledger.balanced ? 'balances' : 'DOES NOT BALANCE'}. Open alerts: ${open.length}.`)
}
