// The numbers of accounts without e-mail: made at random, found by a hash under a key that is not readable in the database.
// Invariant: a number is kept nowhere. A copy of the database lets nobody try numbers, nor know one again that he has seen.
import { createHmac, randomInt } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { completeNumber, RANDOM_DIGITS } from './core/account-number.ts'
import { openInstallationKey } from './installation-key.ts'

export interface AccountNumbers {
  /** 32 bytes, of whole digits (core/account-number.ts). */
  hashOf(digits: string): Buffer
}

export async function openAccountNumbers(needs: { db: Db; seal: Seal }): Promise<AccountNumbers> {
  const key = await openInstallationKey(needs, 'account-numbers')
  return { hashOf: (digits) => createHmac('sha256', key).update(digits).digest() }
}

/** A fresh one: digits alone. */
export function newAccountNumber(): string {
  return completeNumber(Array.from({ length: RANDOM_DIGITS }, () => randomInt(10)).join(''))
}
