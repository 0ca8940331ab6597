// Puts the mails that an account's state owns into the outbox, in the transaction that writes that state.
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { writtenKeys } from '../mail/queries.ts'
import { sendMail } from '../mail/send.ts'
import { buyer } from './checkout-queries.ts'
import type { BillingLetter } from './core/letters.ts'
import { formatMoney } from './core/money.ts'

type MailNeeds = { clock: Clock; queue: Queue; baseUrl: URL }

export async function mailLetters(needs: MailNeeds, tx: Tx, account: string, letters: BillingLetter[]): Promise<void> {
  if (letters.length === 0) return
  const fresh = await unwritten(tx, letters)
  if (fresh.length === 0) return
  const to = (await buyer(tx, account))?.email
  if (!to) return
  for (const letter of fresh) await mail(needs, tx, { to, account, dedupeKey: letter.key }, letter)
}

async function mail(
  needs: MailNeeds,
  tx: Tx,
  address: { to: string; account: string; dedupeKey: string },
  letter: BillingLetter,
): Promise<void> {
  const page = (path: string) => new URL(path, needs.baseUrl).href
  const billing = page('/billing')
  const amount = 'money' in letter ? formatMoney(letter.money) : ''
  switch (letter.kind) {
    case 'receipt':
      return sendMail(needs, tx, { ...address, template: 'receipt', data: { ...letter, amount, billing } })
    case 'payment-failed':
      return sendMail(needs, tx, { ...address, template: 'payment-failed', data: { ...letter, amount, billing } })
    case 'subscription-cancelled':
      return sendMail(needs, tx, { ...address, template: 'subscription-cancelled', data: { ...letter, billing } })
    case 'plan-changed':
      return sendMail(needs, tx, { ...address, template: 'plan-changed', data: { ...letter, billing } })
    case 'plan-scheduled':
      return sendMail(needs, tx, { ...address, template: 'plan-scheduled', data: { ...letter, billing } })
    case 'refund':
      return sendMail(needs, tx, { ...address, template: 'refund', data: { ...letter, amount, billing } })
    case 'refund-failed':
      return sendMail(needs, tx, { ...address, template: 'refund-failed', data: { amount, billing } })
    case 'trial-ending':
      return sendMail(needs, tx, { ...address, template: 'trial-ending', data: { ...letter, amount, billing } })
    case 'payment-action':
      return sendMail(needs, tx, { ...address, template: 'payment-action', data: { amount, invoice: letter.payUrl } })
    case 'first-payment-failed': {
      const data = { amount, plans: page('/plans') }
      return sendMail(needs, tx, { ...address, template: 'first-payment-failed', data })
    }
    case 'dispute-opened':
      return sendMail(needs, tx, { ...address, template: 'dispute-opened', data: { amount, billing } })
  }
}

/** A customer's old letters come with each sync; those that are written are not even put together again. */
async function unwritten(tx: Tx, letters: BillingLetter[]): Promise<BillingLetter[]> {
  const written = await writtenKeys(
    tx,
    letters.map((letter) => letter.key),
  )
  return letters.filter((letter) => !written.has(letter.key))
}
