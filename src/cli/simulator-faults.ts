// `sim`: what goes wrong between the demo and its Stripe, on the way of calls and on the way of events, and what was asked.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { chance, control } from './simulator-action.ts'
import { wholeNumber } from './whole-number.ts'

export function addSimulatorFaults(sim: Command): void {
  addCalls(sim)
  addWebhooks(sim)
  addSettings(sim)
  control(sim, 'reset', 'Forget everything at Stripe but its webhook endpoints; the shop is not told.', () => [
    'reset',
    {},
  ])
}

function addCalls(sim: Command): void {
  const kinds = ['error', 'reset', 'timeout', 'lost-reply', 'slow']
  control(sim, 'fail-next', 'Let calls to the API fail.', () => ['fail-next', {}])
    .addOption(new Option('--kind <kind>', 'how').choices(kinds).default('error'))
    .option('--method <method>', 'only of this method')
    .option('--path <path>', 'only of this path, such as /v1/refunds or /v1/subscriptions/*')
    .option('--nth <number>', 'the first that fails', wholeNumber)
    .option('--times <number>', 'how many', wholeNumber)
    .option('--status <number>', 'of an error', wholeNumber)
    .option('--code <code>', 'of an error')
    .option('--message <text>', 'of an error')
    .option('--delay-ms <number>', 'how late a slow one is', wholeNumber)
  control(sim, 'faults', 'Show the calls that are to fail and have not come yet.', () => ['faults', {}])
  control(sim, 'calls', 'Show what the API was asked, oldest first.', () => ['calls', {}]).option(
    '--clear',
    'and forget it',
  )
}

function addWebhooks(sim: Command): void {
  control(sim, 'webhooks', 'Set what goes wrong with deliveries, and show it.', () => ['webhooks', {}])
    .addOption(new Option('--order <order>', 'of events made at once').choices(['shuffled', 'as-made']))
    .option('--drop <chance>', 'that one is never sent, from 0 to 1', chance)
    .option('--duplicate <chance>', 'that one is sent twice, from 0 to 1', chance)
    .option('--delay-ms <number>', 'how late one may be', wholeNumber)
    .option('--seed <number>', 'of chance, so that a run can be repeated', wholeNumber)
  control(sim, 'endpoints', 'Show where events go, and in which version of the API.', () => ['endpoints', {}])
  control(
    sim,
    'payload-version <version>',
    'Send events in this version of the API from now on, such as 2024-06-20.',
    (version) => ['payload-version', { version }],
  ).option('--endpoint <endpoint>', 'to this endpoint only')
  control(sim, 'rotate-secret <endpoint>', 'Sign with a new secret, and show it this once.', (endpoint) => [
    'rotate-secret',
    { endpoint },
  ]).option('--overlap-seconds <number>', 'how long the old one signs too', wholeNumber)
  control(sim, 'replay <event>', 'Send an event once more.', (event) => ['replay-event', { event }]).option(
    '--endpoint <endpoint>',
    'to this endpoint only',
  )
  control(sim, 'retry-webhooks', 'Send now what waits for its next try.', () => ['retry-webhooks', {}])
}

function addSettings(sim: Command): void {
  const ends = ['cancel', 'unpaid', 'past_due']
  control(sim, 'settings', 'Set how this Stripe collects, and show it.', () => ['settings', {}])
    .option('--retry-days <days>', 'between failed tries, such as 1,3,5,7', days)
    .addOption(new Option('--after-last-retry <end>', 'what becomes of the subscription').choices(ends))
    .option('--async-settle-seconds <number>', 'until a bank debit arrives by itself', wholeNumber)
    .option('--upcoming-days <number>', 'before a renewal at which it is told of', wholeNumber)
}

function days(text: string): number[] {
  if (!/^\d{1,3}(,\d{1,3})*$/.test(text))
    throw new InvalidArgumentError('It must be whole numbers with commas between.')
  return text.split(',').map(Number)
}
