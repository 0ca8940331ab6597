// `staff list|add|role|remove`: who works here and as what. Each write is audited as `command-line` and mailed; with `--dry-run` it says
// what it would do and does nothing.
import { Option, type Command } from 'commander'
import { accountToChange, changeRole, listStaff, previewRole } from '../accounts/change-role.ts'
import { STAFF_ROLES, type RoleWish, type StaffRole } from '../accounts/core/role-change.ts'
import { openQueue } from '../db/queue.ts'
import { printJson, printLine, printTable, showTime } from './print.ts'
import { withContext, type Context } from './with-context.ts'

interface WriteOptions {
  email: string
  dryRun?: true
  json?: true
}
type RoleOptions = WriteOptions & { role: StaffRole }

export function addStaffCommands(program: Command): void {
  const group = program.command('staff').description('Who works here, and as what.')
  group
    .command('list')
    .description('Owners and support, with whether they have a second factor, and since when each has the role.')
    .option('--json', 'print one JSON value')
    .action(list)
  write(group, 'add', 'Give a role to an account with a confirmed address. It logs in anew, in two steps.')
    .addOption(role())
    .action((options: RoleOptions) => act(options, { act: 'give', role: options.role }))
  write(group, 'role', 'Another role for somebody who works here.')
    .addOption(role())
    .action((options: RoleOptions) => act(options, { act: 'change', role: options.role }))
  write(
    group,
    'remove',
    'Take the role away. The account stays that of a customer; the last owner stays an owner.',
  ).action((options: WriteOptions) => act(options, { act: 'take' }))
}

function write(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .requiredOption('--email <address>', 'whose, by e-mail address')
    .option('--dry-run', 'say what would be done')
    .option('--json', 'print one JSON value')
}

function role(): Option {
  return new Option('--role <role>', 'as what').choices(STAFF_ROLES).makeOptionMandatory()
}

async function list({ json }: { json?: true }): Promise<void> {
  const staff = await withContext(listStaff)
  if (json) {
    const value = staff.map(({ id, email, role, hasSecondFactor, since, bannedAt, isSetUp }) => ({
      account: id,
      email,
      role,
      second_factor: hasSecondFactor,
      since,
      banned: bannedAt !== null,
      set_up: isSetUp,
    }))
    return printJson(value)
  }
  const rows = staff.map((one) => [one.email, one.role, one.hasSecondFactor ? 'yes' : 'no', showTime(one.since)])
  printTable(['e-mail', 'role', 'second factor', 'since'], rows)
}

async function act({ email, dryRun, json }: WriteOptions, wish: RoleWish): Promise<void> {
  const done = await withContext(async (context) => {
    const account = await accountToChange(context, email)
    const change = { account, wish, actor: 'command-line' }
    return { account, ...(await (dryRun ? previewRole(context, change) : changing(context, change))) }
  })
  const { account, from, to } = done
  if (json) return printJson({ dry_run: dryRun ?? false, account, email, from, to })
  const said = from === to ? `${email} is ${to} already.` : `${email}: ${from} becomes ${to}.`
  printLine(dryRun ? `Would do: ${said}` : said)
}

async function changing(context: Context, change: Parameters<typeof changeRole>[1]) {
  const queue = await openQueue(context.databaseUrl, () => undefined) // what fails there fails here
  try {
    return await changeRole({ ...context, queue }, change)
  } finally {
    await queue.close()
  }
}
