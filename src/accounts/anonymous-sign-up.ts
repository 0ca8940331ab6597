// Opens an account without e-mail. First a number is offered, and nothing is stored; when its owner shows that he has it in writing
// the account is made. Invariant: an account that exists was confirmed, and its number was shown in one answer and in no other.
// The number is all there is: it opens the account, and it is asked for wherever others are asked for their password.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { newId } from '../lib/token.ts'
import { newAccountNumber, type AccountNumbers } from './account-numbers.ts'
import { findAccountByNumber, insertAnonymousAccount } from './anonymous-queries.ts'
import { inGroups, lastGroup, readNumber } from './core/account-number.ts'
import type { KnownDevices } from './known-device.ts'
import { networkOf } from './network.ts'
import { openSession, type Opened, type Whence } from './open-session.ts'
import { hashPassword } from './password.ts'
import type { Throttle } from './throttle.ts'

const LASTS = 60 * 60_000 // ms

export interface NumberOffer {
  /** In groups, to be shown this once. */
  number: string
  /** The number for the way through the form: it opens for this visitor alone. */
  sealed: string
}

/** Stores nothing. `visitor` is the random value of his cookie. Throws Refusal `too-many` for the network. */
export async function offerAccountNumber(
  { clock, seal, throttle }: { clock: Clock; seal: Seal; throttle: Throttle },
  { visitor, network }: { visitor: string; network: string },
): Promise<NumberOffer> {
  await throttle.spend('sign-up-network', networkOf(network))
  const digits = newAccountNumber()
  return { number: inGroups(digits), sealed: seal.close(`${digits}.${clock().getTime()}`, offerRow(visitor)) }
}

interface Confirmation extends Whence {
  visitor: string
  sealed: string
  /** What he typed: the last group of his number, or all of it. */
  typed: string
  network: string
}

type Needs = {
  db: Db
  clock: Clock
  queue: Queue
  seal: Seal
  throttle: Throttle
  baseUrl: URL
  knownDevices: KnownDevices
  accountNumbers: AccountNumbers
}

/**
 * The account, and a session. Throws Refusal `invalid` for what was typed (the offer stays good), `expired` for an offer that ran
 * out or is another visitor's, `conflict` when its account is made already, `too-many`, `unavailable`.
 */
export async function openAnonymousAccount(needs: Needs, confirmation: Confirmation): Promise<Opened> {
  const { db, clock, accountNumbers } = needs
  const digits = openOffer(needs, confirmation)
  const typed = confirmation.typed.replaceAll(/[\s-]/g, '')
  if (typed !== lastGroup(digits) && readNumber(typed) !== digits) {
    throw new Refusal('invalid', 'That is not the last group of your number. Look at what you wrote down.')
  }
  await needs.throttle.spend('sign-up-network', networkOf(confirmation.network))
  const hash = accountNumbers.hashOf(digits)
  if (await findAccountByNumber(db, hash)) throw isMade() // a form sent again costs no hash of a password
  const passwordHash = await hashPassword(digits)
  return db.transaction().execute(async (tx) => {
    const id = newId('acct')
    if (!(await insertAnonymousAccount(tx, { id, hash, passwordHash, at: clock() }))) throw isMade()
    return openSession(needs, tx, { id, role: 'customer' }, confirmation)
  })
}

const offerRow = (visitor: string) => `accounts:number-offer:${visitor}`

function openOffer({ seal, clock }: Pick<Needs, 'seal' | 'clock'>, { sealed, visitor }: Confirmation): string {
  const [digits = '', at = ''] = readOffer(seal, sealed, visitor).split('.')
  if (clock().getTime() - Number(at) < LASTS) return digits
  throw over()
}

function readOffer(seal: Seal, sealed: string, visitor: string): string {
  try {
    return seal.open(sealed, offerRow(visitor))
  } catch {
    throw over()
  }
}

function over(): Refusal {
  return new Refusal(
    'expired',
    'This number was shown too long ago, and no account was made for it. Ask for a new one.',
  )
}

function isMade(): Refusal {
  return new Refusal('conflict', 'The account of this number is made already. Log in with the number.')
}
