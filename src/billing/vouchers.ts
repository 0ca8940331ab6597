// Batches of vouchers: made to be printed, resold or given away, looked at, and withdrawn. Redeeming one is redeem-voucher.ts.
// Invariant: codes leave this file once, when they are made; what is kept are hashes, so a copy of the database redeems nothing.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { VoucherUnit } from '../db/schema-prepaid.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newId, newReadable } from '../lib/token.ts'
import type { Money } from './core/money.ts'
import { readVoucherCode } from './core/voucher-code.ts'
import { planName } from './grant-queries.ts'
import * as queries from './voucher-queries.ts'

interface Needs {
  db: Db
  clock: Clock
}

export interface BatchWish {
  plan: string
  /** Days are 24 hours, months those of the calendar. */
  unit: VoucherUnit
  length: number
  size: number
  /** What one code is sold for; 0n: given away. It becomes revenue when the code is redeemed. */
  value: Money
  /** For staff: who gets them, and why. */
  note: string
  /** From then on none can be redeemed; null: never. */
  expiresAt: Date | null
  /** Made by the page: the same click, sent twice, is one batch. */
  intent: string
  actor: string
}

export const MOST_VOUCHERS = 10_000
const MOST: Record<VoucherUnit, number> = { day: 3650, month: 120 }

/**
 * The codes as they are printed, for this once. Refusals: `invalid`; `not-found` (plan); `conflict` when this click made them already:
 * they were in the answer to the first.
 */
export async function makeVouchers({ db, clock }: Needs, wish: BatchWish): Promise<{ batch: string; codes: string[] }> {
  const note = check(wish, clock())
  const { plan, unit, length, size, value, expiresAt, intent, actor } = wish
  if (!(await planName(db, plan))) throw new Refusal('not-found', `There is no plan named ${plan}.`)
  const batch = newId('vb')
  const codes = Array.from({ length: size }, () => newReadable(4)) // 99 random bits
  await db.transaction().execute(async (tx) => {
    const isNew = await queries.insertBatch(tx, {
      id: batch,
      intent,
      plan_id: plan,
      unit,
      length,
      size,
      ...value,
      note,
      expires_at: expiresAt,
      actor,
      created_at: clock(),
      withdrawn_at: null,
      withdrawn_by: null,
    })
    if (!isNew) throw madeBefore()
    await queries.insertVouchers(
      tx,
      codes.map((code) => ({ id: newId('vch'), batch_id: batch, code_hash: hashSecret(readVoucherCode(code) ?? '') })),
    )
    const { amount, currency } = value
    const detail = { plan, unit, length, size, amount: Number(amount), currency, reason: note }
    await audit(tx, clock, { actor, action: 'voucher.make', subject: batch, detail })
  })
  return { batch, codes }
}

/** What is not redeemed of it cannot be any more; what is stays. Refusals: `not-found`; `conflict` when it is withdrawn already. */
export async function withdrawVouchers(
  { db, clock }: Needs,
  { batch, actor }: { batch: string; actor: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await queries.markBatchWithdrawn(tx, batch, actor, clock()))) {
      await readBatch({ db: tx }, batch)
      throw new Refusal('conflict', 'These vouchers are withdrawn already.')
    }
    const { size, redeemed } = await readBatch({ db: tx }, batch)
    const detail = { withdrawn: size - redeemed, redeemed }
    await audit(tx, clock, { actor, action: 'voucher.withdraw', subject: batch, detail })
  })
}

/** Refusal: `not-found`. */
export async function readBatch({ db }: { db: Db | Tx }, id: string) {
  const batch = await queries.batchById(db, id)
  if (!batch) throw new Refusal('not-found', 'There is no such batch of vouchers.')
  return batch
}

function madeBefore(): Refusal {
  return new Refusal(
    'conflict',
    'These vouchers were made by your first click, and their codes were in the file that it gave. If that file is lost, withdraw the batch and make another.',
  )
}

/** Gives the note. */
function check({ unit, length, size, note: text, expiresAt, intent }: BatchWish, now: Date): string {
  const no = (sentence: string) => new Refusal('invalid', sentence)
  if (!isWithin(length, MOST[unit])) throw no(`Say how many ${unit}s each gives, from 1 to ${MOST[unit]}.`)
  if (!isWithin(size, MOST_VOUCHERS)) throw no(`Make from 1 to ${MOST_VOUCHERS} vouchers at once.`)
  if (expiresAt && !(expiresAt > now)) throw no('Let them end in the future.')
  if (!/^[\w-]{10,80}$/.test(intent)) throw no('Load the page again and retry.')
  const note = text.trim()
  const isText = note.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(note)
  if (note === '' || note.length > 500 || !isText) throw no('Say what they are for, in up to 500 characters.')
  return note
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}
