// Each change of an account's passkeys is told: to the record, and by mail to whom the account belongs.
import type { Tx } from '../db/open.ts'
import { sendMail } from '../mail/send.ts'
import { audit } from './audit.ts'
import { countUse } from './passkeys-queries.ts'
import type { ProvenPasskey } from './passkeys-answer.ts'
import { findAccount } from './queries.ts'
import { linkTo } from './token.ts'
import type { FactorNeeds } from './two-factor-notice.ts'

interface Change {
  account: string
  action: 'passkey.add' | 'passkey.remove' | 'passkey.copied'
  passkey: string
  /** As the mail says it: 'was added'. */
  what: string
}

export async function tellOfPasskey(
  needs: FactorNeeds,
  tx: Tx,
  { account, action, passkey, what }: Change,
): Promise<void> {
  const { clock, baseUrl } = needs
  await audit(tx, clock, { actor: account, action, subject: account, detail: { passkey } })
  const to = (await findAccount(tx, account))?.email
  if (to === undefined) return
  const data = { what, at: clock(), reset: linkTo(baseUrl, '/reset-password') }
  await sendMail(needs, tx, { to, account, template: 'passkey-changed', data })
}

/**
 * Counts this use. False when the passkey's counter did not rise, which is what a copy of it looks like (WebAuthn, section
 * 6.1.1): nothing is let in by it then, and its owner is told.
 */
export async function takeUse(needs: FactorNeeds, tx: Tx, { id, account, counter }: ProvenPasskey): Promise<boolean> {
  if (await countUse(tx, id, counter, needs.clock())) return true
  const what = 'may have been copied: it was used out of order and let nobody in'
  await tellOfPasskey(needs, tx, { account, action: 'passkey.copied', passkey: id, what })
  return false
}
