// Whether a code is this account's: one of its app, or a recovery code. Invariant: each is taken once. Who asks counts the
// try before (two-factor-tries.ts).
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Seal } from '../lib/seal.ts'
import { audit } from './audit.ts'
import { hashRecoveryCode } from './recovery.ts'
import { matchingStep } from './totp.ts'
import { findFactor, takeRecoveryCode, takeStep } from './two-factor-queries.ts'

/** What the secret is sealed to. */
export const secretRow = (account: string) => `second_factors:${account}:secret`

/** Takes the code, or throws Refusal `invalid`: wrong, of another time, and used before look the same. */
export async function takeCode(
  { clock, phoneClock, seal }: { clock: Clock; phoneClock: Clock; seal: Seal },
  tx: Tx,
  account: string,
  text: string,
): Promise<void> {
  const code = text.replaceAll(/\s/g, '')
  const isTaken = /^\d{6}$/.test(code)
    ? await takeAppCode({ phoneClock, seal }, tx, account, code)
    : await takeWrittenCode(clock, tx, account, code)
  if (!isTaken)
    throw new Refusal('invalid', 'That code is wrong or was used already. Wait for the next one and try it.')
}

async function takeAppCode(
  { phoneClock, seal }: { phoneClock: Clock; seal: Seal },
  tx: Tx,
  account: string,
  code: string,
) {
  const factor = await findFactor(tx, account)
  if (!factor) return false
  const step = matchingStep(seal.open(factor.sealed, secretRow(account)), code, phoneClock())
  return step !== null && takeStep(tx, account, step)
}

async function takeWrittenCode(clock: Clock, tx: Tx, account: string, code: string): Promise<boolean> {
  if (!(await takeRecoveryCode(tx, account, hashRecoveryCode(account, code), clock()))) return false
  await audit(tx, clock, { actor: account, action: 'second-factor.recovery-code', subject: account })
  return true
}
