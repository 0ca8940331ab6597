// `sim`: what one can make the demo's Stripe do, and the passing of time.
import { Command, InvalidArgumentError, Option } from 'commander'
import { readConfig } from '../config.ts'
import { formatDuration, parseDuration } from '../lib/duration.ts'
import { advanceClock } from './advance-clock.ts'
import { printJson, printLine } from './print.ts'
import { callSimulator, wakeSimulator } from './simulator-control.ts'

export function addSimulatorCommands(program: Command): void {
  const sim = program.command('sim').description('Steer the simulated Stripe of the demo, and its clock.')
  sim
    .command('advance')
    .argument('<length>', 'such as 31d or 2h', lengthOf)
    .description('Move the one clock of the demo on; what falls due then happens.')
    .option('--json', 'print one JSON value')
    .action(advance)
  control(sim, 'refund <charge>', 'Refund a charge from the dashboard.', (charge) => ['refund', { charge }]).option(
    '--amount <minor units>',
    'a part of it',
    integer,
  )
  control(sim, 'fail-refund <refund>', 'Let a refund fail at the bank.', (refund) => ['fail-refund', { refund }])
  control(sim, 'dispute <charge>', 'Let the cardholder dispute a charge.', (charge) => ['open-dispute', { charge }])
    .addOption(new Option('--kind <kind>', 'how it begins').choices(['chargeback', 'inquiry', 'prevented']))
    .option('--reason <reason>', 'such as fraudulent')
  control(sim, 'close-dispute <dispute>', 'Decide a dispute.', (dispute) => ['close-dispute', { dispute }]).addOption(
    as('won', 'lost', 'warning_closed', 'prevented'),
  )
  control(sim, 'complete-checkout <session>', 'Pay an open checkout.', (session) => [
    'complete-checkout',
    { session },
  ]).option('--card <name>', 'a test card such as pm_card_visa')
  control(sim, 'settle <intent>', 'End a payment that is processing.', (id) => [
    'settle-payment',
    { payment_intent: id },
  ]).addOption(as('succeeded', 'failed'))
  control(sim, 'outcome <subject> <outcome>', 'What a customer or card does from now on.', (subject, outcome) => [
    'outcome',
    { subject, outcome },
  ])
  control(sim, 'replay <event>', 'Send an event once more.', (event) => ['replay-event', { event }])
  control(sim, 'retry-webhooks', 'Send now what waits for its next try.', () => ['retry-webhooks', {}])
  addFailNext(sim)
}

function addFailNext(sim: Command): void {
  const kinds = ['error', 'reset', 'timeout', 'lost-reply', 'slow']
  control(sim, 'fail-next', 'Let calls to the API fail.', () => ['fail-next', {}])
    .addOption(new Option('--kind <kind>', 'how').choices(kinds).default('error'))
    .option('--method <method>', 'only of this method')
    .option('--path <path>', 'only of this path, such as /v1/refunds')
    .option('--nth <number>', 'the first that fails', integer)
    .option('--times <number>', 'how many', integer)
    .option('--status <number>', 'of an error', integer)
}

type Asked = (...args: string[]) => [action: string, body: Record<string, unknown>]

/** The command's own options are fields of the body. */
function control(sim: Command, usage: string, description: string, asked: Asked): Command {
  return sim
    .command(usage)
    .description(description)
    .action(async (...given: unknown[]) => {
      const command = given.at(-1)
      if (!(command instanceof Command)) throw new Error('commander gives the command last')
      const [action, body] = asked(...command.args)
      printJson(await callSimulator(readConfig(), action, { ...body, ...command.opts<Record<string, unknown>>() }))
    })
}

async function advance(length: number, options: { json?: true }): Promise<void> {
  const config = readConfig()
  const offset = await advanceClock(config, length)
  await wakeSimulator(config)
  const now = new Date(Date.now() + offset)
  if (options.json) printJson({ now, offset: formatDuration(offset) })
  else printLine(`It is now ${now.toISOString()} (${formatDuration(offset)}).`)
}

function lengthOf(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error
  }
}

function integer(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

function as(...ends: string[]): Option {
  return new Option('--as <end>', 'how it ends').choices(ends).makeOptionMandatory()
}
