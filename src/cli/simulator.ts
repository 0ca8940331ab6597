// `sim`: what one can make the demo's Stripe do, and the passing of time.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { readConfig } from '../config.ts'
import { formatDuration, parseDuration } from '../lib/duration.ts'
import { advanceClock } from './advance-clock.ts'
import { printJson, printLine } from './print.ts'
import { control } from './simulator-action.ts'
import { wakeSimulator } from './simulator-control.ts'
import { addSimulatorFaults } from './simulator-faults.ts'
import { wholeNumber } from './whole-number.ts'

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
    wholeNumber,
  )
  control(sim, 'fail-refund <refund>', 'Let a refund fail at the bank.', (refund) => ['fail-refund', { refund }])
  control(sim, 'dispute <charge>', 'Let the cardholder dispute a charge.', (charge) => ['open-dispute', { charge }])
    .addOption(new Option('--kind <kind>', 'how it begins').choices(['chargeback', 'inquiry', 'prevented']))
    .option('--reason <reason>', 'such as fraudulent')
  control(sim, 'close-dispute <dispute>', 'Decide a dispute.', (dispute) => ['close-dispute', { dispute }]).addOption(
    as('won', 'lost', 'warning_closed', 'prevented'),
  )
  control(sim, 'complete-checkout <session>', 'Pay an open checkout.', (session) => ['complete-checkout', { session }])
    .option('--card <name>', 'a test card such as pm_card_visa')
    .option('--country <code>', 'two letters, where tax is counted')
  control(sim, 'settle <intent>', 'End a payment that is processing.', (id) => [
    'settle-payment',
    { payment_intent: id },
  ]).addOption(as('succeeded', 'failed'))
  const outcomes = 'pay, decline, insufficient_funds, authentication_required, expired_card, or card: as the card does'
  control(sim, 'outcome <subject> <outcome>', `What a customer or card does from now on: ${outcomes}.`, (...given) => {
    const [subject, outcome] = given
    return ['outcome', { subject, outcome }]
  })
  control(sim, 'upcoming', 'Show what time alone will bring, earliest first.', () => ['upcoming', {}]).option(
    '--limit <number>',
    'how many',
    wholeNumber,
  )
  addSimulatorFaults(sim)
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

function as(...ends: string[]): Option {
  return new Option('--as <end>', 'how it ends').choices(ends).makeOptionMandatory()
}
