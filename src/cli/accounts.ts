// `owner create`, `owner reset-second-factor`, `customer create` and `customer delete`.
import { type Command, InvalidArgumentError } from 'commander'
import { parseEmail } from '../accounts/email.ts'
import { findAccount, findAccountByKey } from '../accounts/queries.ts'
import { createCustomer } from '../accounts/create-customer.ts'
import { createOwner } from '../accounts/owner.ts'
import { resetSecondFactor } from '../accounts/two-factor-off.ts'
import { openQueue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { closeAccount } from '../ops/close-account.ts'
import { printJson, printLine } from './print.ts'
import { readPassword } from './read-password.ts'
import { withContext, type Context } from './with-context.ts'

export function addAccountCommands(program: Command): void {
  const owner = program.command('owner').description('Owners of this installation.')
  owner
    .command('reset-second-factor')
    .description('Switch two-step log-in off for somebody, of the staff or not, who lost it. Make sure who asks.')
    .requiredOption('--email <address>', 'the e-mail address to log in with', notEmpty)
    .option('--json', 'print one JSON value')
    .action(resetFactor)
  owner
    .command('create')
    .description('Add an owner; without a password on standard input, print a one-time link to choose one.')
    .requiredOption('--email <address>', 'the e-mail address to log in with', notEmpty)
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'print one JSON value')
    .action(addOwner)
  const customer = program.command('customer').description('Accounts of customers.')
  customer
    .command('delete')
    .description('Delete an account for its owner, for good. The worker ends what it pays for at Stripe.')
    .option('--email <address>', 'whose, by e-mail address', notEmpty)
    .option('--account <id>', 'whose, by id', notEmpty)
    .option('--dry-run', 'say whose account it is and do nothing')
    .option('--json', 'print one JSON value')
    .action(deleteCustomer)
  customer
    .command('create')
    .description('Add a customer. No mail is sent.')
    .requiredOption('--email <address>', 'the e-mail address to log in with', notEmpty)
    .requiredOption('--password-stdin', 'read the password from standard input')
    .option('--verified', 'vouch for the address, so that no mail has to confirm it')
    .option('--json', 'print one JSON value')
    .action(addCustomer)
}

async function addOwner(options: { email: string; passwordStdin?: true; json?: true }): Promise<void> {
  const password = options.passwordStdin ? await readPassword() : null
  const { account, setUpLink } = await withContext((context) =>
    createOwner(context, { email: options.email, password }),
  )
  if (options.json) return printJson({ account, set_up_link: setUpLink })
  printLine(setUpLink ? `Choose a password within a day at ${setUpLink}` : `${options.email} is an owner (${account}).`)
}

async function resetFactor(options: { email: string; json?: true }): Promise<void> {
  const { account } = await withContext(async (context) => {
    const queue = await openQueue(context.databaseUrl, () => undefined) // what fails there fails here
    try {
      return await resetSecondFactor({ ...context, queue }, options.email)
    } finally {
      await queue.close()
    }
  })
  if (options.json) return printJson({ account })
  printLine(`${options.email} logs in with the password alone. All sessions have ended.`)
}

interface Deleting {
  email?: string
  account?: string
  dryRun?: true
  json?: true
}

async function deleteCustomer({ email, account, dryRun, json }: Deleting): Promise<void> {
  const id = await withContext(async (context) => {
    const found = await findOne(context, email, account)
    if (dryRun) return found
    const queue = await openQueue(context.databaseUrl, () => undefined) // what fails there fails here
    try {
      await closeAccount({ ...context, queue }, { account: found, actor: 'command-line' })
      return found
    } finally {
      await queue.close()
    }
  })
  if (json) return printJson({ account: id, dry_run: dryRun ?? false })
  if (dryRun) return printLine(`Would delete ${id}.`)
  printLine(
    `${id} is deleted: nothing opens it any more. The worker ends what it pays for and then writes the last mail.`,
  )
}

/** The id. Refusals: `not-found`; `invalid` unless exactly one of both says whose it is. */
async function findOne({ db }: Context, email: string | undefined, account: string | undefined): Promise<string> {
  if ((email === undefined) === (account === undefined)) {
    throw new Refusal('invalid', 'Say whose account: --email or --account, one of them.')
  }
  const found =
    email === undefined ? await findAccount(db, account ?? '') : await findAccountByKey(db, parseEmail(email).key)
  if (!found) throw new Refusal('not-found', 'There is no such account.')
  return found.id
}

async function addCustomer(options: { email: string; verified?: true; json?: true }): Promise<void> {
  const password = await readPassword()
  const input = { email: options.email, password, verified: options.verified ?? false }
  const { account } = await withContext((context) => createCustomer(context, input))
  if (options.json) return printJson({ account })
  printLine(`${options.email} is a customer (${account}).`)
}

function notEmpty(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.')
  return value
}
