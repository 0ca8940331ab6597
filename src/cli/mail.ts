// `mail receive`: one mail on standard input, for a mail server that hands mails to a program. What it ends with is what mail
// servers read of such a program (sysexits.h): 0 for done with, 65 for a mail that is wrong, 75 for later.
// Invariant: a fault of ours, such as a missing setting or a database that is away, is "later": the server keeps the mail and tries
// again, and the customer never gets it back.
import type { Command } from 'commander'
import { countersInPostgres, countersInRedis } from '../accounts/throttle-counters.ts'
import { openThrottle } from '../accounts/throttle.ts'
import { ConfigError } from '../config.ts'
import { openPool } from '../db/open.ts'
import { openQueue } from '../db/queue.ts'
import { openRedis, untilTried } from '../db/redis.ts'
import { createLog } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import { LONGEST_MAIL } from '../mail/read-mail.ts'
import { isDropped, receiveAnswer, type Receipt } from '../support/receive-answer.ts'
import { ExitStatus } from './fault.ts'
import { printJson, printLine } from './print.ts'
import { withContext, type Context } from './with-context.ts'

const WRONG = 65 // EX_DATAERR
const LATER = 75 // EX_TEMPFAIL
const SENTENCES: Record<Receipt['kind'], string> = {
  taken: 'The answer stands in its ticket.',
  twice: 'This mail was taken before.',
  automatic: 'A machine wrote this mail. It was not taken.',
  unreadable: 'There is nothing in this mail that can be read. It was not taken.',
  'unknown-address': 'This mail went neither to an address of a ticket nor to that of the desk. It was not taken.',
  opened: 'It is a new ticket.',
  'unknown-sender': 'This mail answers no ticket and comes from no confirmed address of an account. It was not taken.',
  'too-many': 'This person has too many open tickets, or too many mails came in this name. It was not taken.',
  'another-sender': 'This mail comes from another address than the person has. It was not taken.',
  'not-taken': 'The customer has too many open tickets. The ticket has a note instead.',
}

export function addMailCommands(program: Command): void {
  const group = program.command('mail').description('Mails that come in.')
  group
    .command('receive')
    .description('Take one answer to a ticket from standard input, as a mail server hands it on.')
    .option('--json', 'print one JSON value')
    .action(receive)
}

async function receive(options: { json?: true }): Promise<void> {
  const receipt = await receiveFrom(process.stdin)
  if (options.json) return printJson(receipt)
  printLine(SENTENCES[receipt.kind])
}

async function receiveFrom(input: AsyncIterable<Buffer | string>): Promise<Receipt> {
  try {
    const raw = await readMailFrom(input)
    return await withContext((context) => receiveIn(context, raw))
  } catch (error) {
    throw new ExitStatus(error instanceof Refusal && error.code === 'invalid' ? WRONG : LATER, error)
  }
}

async function receiveIn(context: Context, raw: Buffer): Promise<Receipt> {
  const { inboundAddress, from } = context.config.mail
  if (inboundAddress === null)
    throw new ConfigError(['MAIL_INBOUND_ADDRESS: is not set. Set it to where answers arrive.'])
  const seal = await context.seal() // what is told to the other side lies sealed until it is out
  const { redisUrl } = context.config
  const queue = await openQueue(context.databaseUrl, () => undefined) // what fails there fails here
  const pool = openPool(context.databaseUrl, () => undefined, 1)
  const redis = redisUrl === null ? null : openRedis(redisUrl, () => undefined) // away: the limits are stricter
  try {
    if (redis) await untilTried(redis)
    const throttle = openThrottle(redis ? countersInRedis(redis, pool) : countersInPostgres(pool))
    const receipt = await receiveAnswer({ ...context, seal, queue, throttle, inboundAddress, from }, raw)
    if (isDropped(receipt))
      createLog(context.config.logLevel).info({ event: 'mail-dropped', why: receipt.kind }, 'a mail was dropped')
    return receipt
  } finally {
    redis?.disconnect()
    await pool.end()
    await queue.close()
  }
}

/** Refusal: `invalid`, for one that is too long. */
async function readMailFrom(input: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of input) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > LONGEST_MAIL) throw new Refusal('invalid', 'This mail is longer than 1 MB. It was not taken.')
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}
