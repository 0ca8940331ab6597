// `voucher create|list|withdraw`: batches of prepaid codes. The codes are printed once, by `create`, and kept nowhere.
import { InvalidArgumentError, type Command } from 'commander'
import { formatMoney, readMoney, type Money } from '../billing/core/money.ts'
import { lengthWords } from '../billing/core/voucher-code.ts'
import { batches } from '../billing/voucher-queries.ts'
import { makeVouchers, MOST_VOUCHERS, readBatch, withdrawVouchers } from '../billing/vouchers.ts'
import type { VoucherUnit } from '../db/schema-prepaid.ts'
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { printJson, printLine, printTable, showTime } from './print.ts'
import { wholeNumber } from './whole-number.ts'
import { withContext } from './with-context.ts'

interface CreateOptions {
  plan: string
  days?: number
  months?: number
  count: number
  value?: Money
  until?: Date
  note: string
  json?: true
}

const ACTOR = 'command-line'
const SHOWN = 1000

export function addVoucherCommands(program: Command): void {
  const group = program.command('voucher').description('Prepaid codes, to print, to resell or to give away.')
  group
    .command('create')
    .description('Make a batch. Prints one code a line, this once: only their hashes are kept.')
    .requiredOption('--plan <plan>', 'time of which plan')
    .option('--days <n>', 'how many days each gives', wholeNumber)
    .option('--months <n>', 'or how many months', wholeNumber)
    .requiredOption('--count <n>', `how many codes, up to ${MOST_VOUCHERS}`, wholeNumber)
    .option('--value <amount>', 'what each is sold for, such as "4.50 USD"; without: given away', money)
    .option('--until <time>', 'when they can no longer be redeemed, such as 2030-12-31', time)
    .requiredOption('--note <text>', 'what they are for')
    .option('--json', 'print one JSON value')
    .action(create)
  group
    .command('list')
    .description('Batches, newest first, with how many codes are redeemed.')
    .option('--json', 'print one JSON value')
    .action(list)
  group
    .command('withdraw <batch>')
    .description('What is not redeemed of a batch cannot be any more.')
    .option('--json', 'print one JSON value')
    .action(withdraw)
}

async function create(options: CreateOptions): Promise<void> {
  const { plan, count: size, note, until: expiresAt = null } = options
  const { batch, codes } = await withContext((context) => {
    const value = options.value ?? { amount: 0n, currency: context.config.defaultCurrency }
    const wish = { plan, ...timeOf(options), size, value, note, expiresAt, intent: newSecret(), actor: ACTOR }
    return makeVouchers(context, wish)
  })
  if (options.json) return printJson({ batch, codes })
  for (const code of codes) printLine(code)
}

/** Throws Refusal `invalid` unless exactly one of both is given. */
function timeOf({ days, months }: CreateOptions): { unit: VoucherUnit; length: number } {
  if (days !== undefined && months === undefined) return { unit: 'day', length: days }
  if (months !== undefined && days === undefined) return { unit: 'month', length: months }
  throw new Refusal('invalid', 'Say how long each lasts: either --days or --months.')
}

async function list(options: { json?: true }): Promise<void> {
  const found = await withContext(({ db }) => batches(db, SHOWN))
  if (options.json) return printJson(found)
  const rows = found.map((batch) => [
    batch.id,
    batch.plan,
    lengthWords(batch),
    `${batch.redeemed} of ${batch.size}`,
    batch.amount === 0n ? '-' : formatMoney(batch),
    showTime(batch.expiresAt),
    showTime(batch.withdrawnAt),
    batch.note,
  ])
  printTable(['batch', 'plan', 'time', 'redeemed', 'value', 'until', 'withdrawn', 'note'], rows)
}

async function withdraw(id: string, options: { json?: true }): Promise<void> {
  const batch = await withContext(async (context) => {
    await withdrawVouchers(context, { batch: id, actor: ACTOR })
    return readBatch(context, id)
  })
  const withdrawn = batch.size - batch.redeemed
  if (options.json) return printJson({ batch: id, withdrawn, redeemed: batch.redeemed })
  printLine(`${withdrawn} codes are withdrawn; ${batch.redeemed} were redeemed before.`)
}

function money(text: string): Money {
  const value = readMoney(text)
  if (!value) throw new InvalidArgumentError('Say an amount with its currency, such as "4.50 USD".')
  return value
}

function time(text: string): Date {
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('Say a day such as 2030-12-31.')
  return at
}
