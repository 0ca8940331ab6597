// All commands, and the one place where an error becomes lines on standard error and an exit status:
// 0 fine, 1 failed, 2 wrong usage, 3 found something.
import { Command, CommanderError, Help, type Option } from 'commander'
import { addAccountCommands } from './accounts.ts'
import { addAuditCommands } from './audit.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor.ts'
import { addExport } from './export.ts'
import { describeFault, ExitStatus } from './fault.ts'
import { addInvariants } from './invariants.ts'
import { addKeyCommands } from './keys.ts'
import { addMailCommands } from './mail.ts'
import { addMigrate } from './migrate.ts'
import { addNodeCommands } from './nodes.ts'
import { addPlanCommands } from './plans.ts'
import { addReconcile } from './reconcile.ts'
import { addSimulatorCommands } from './simulator.ts'
import { addStaffCommands } from './staff.ts'
import { addSubscriptionCommands } from './subscriptions.ts'
import { addVerifyRelease } from './verify-release.ts'
import { addVoucherCommands } from './vouchers.ts'
import { addWeb } from './web.ts'
import { addWorker } from './worker.ts'

const GROUPS = [
  addDemo,
  addWeb,
  addWorker,
  addMigrate,
  addDoctor,
  addAccountCommands,
  addStaffCommands,
  addPlanCommands,
  addSubscriptionCommands,
  addVoucherCommands,
  addMailCommands,
  addNodeCommands,
  addExport,
  addInvariants,
  addReconcile,
  addAuditCommands,
  addKeyCommands,
  addVerifyRelease,
  addSimulatorCommands,
]

/** Commander says what is required when it is missing, and not in its help. */
function describeOption(option: Option): string {
  return `${new Help().optionDescription(option)}${option.mandatory ? ' (required)' : ''}`
}

/** Runs one command to its end, or until it has started what runs on; resolves with the exit status. */
export async function runCommandLine(argv: string[]): Promise<number> {
  // Subcommands take these settings over when they are made, so they stand first.
  const program = new Command('turnpike').exitOverride().configureHelp({ optionDescription: describeOption })
  program.description('Sell VPN access from your own servers.').showSuggestionAfterError()
  for (const add of GROUPS) add(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // it has said what is wrong
    const asked = error instanceof ExitStatus ? error : null
    if (asked && asked.cause === undefined) return asked.status
    const { lines, status } = describeFault(asked?.cause ?? error)
    for (const line of lines) process.stderr.write(`turnpike: ${line}\n`)
    return asked?.status ?? status
  }
}
