// `owner create`, `owner reset-second-factor` and `customer create`.
import { type Command, InvalidArgumentError } from 'commander'
import { createCustomer } from '../accounts/create-customer.ts'
import { createOwner } from '../accounts/owner.ts'
import { resetSecondFactor } from '../accounts/two-factor-off.ts'
import { openQueue } from '../db/queue.ts'
import { printJson, printLine } from './print.ts'
import { readPassword } from './read-password.ts'
import { withContext } from './with-context.ts'

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
  program
    .command('customer')
    .description('Accounts of customers.')
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
