// Puts the mails that an account's state owns into the outbox, in the transaction that writes that state.
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { writtenKeys } from '../mail/queries.ts'
import { sendMail } from '../mail/send.ts'
import { buyer } from './checkout-queries.ts'
import type { BillingLetter } from './core/letters.ts'
import { formatMoney } from './core/money.ts'

export async function mailLetters(
  needs: { clock: Clock; queue: Queue; baseUrl: URL },
  tx: Tx,
  account: string,
  letters: BillingLetter[],
): Promise<void> {
  if (letters.length === 0) return
  const fresh = await unwritten(tx, letters)
  if (fresh.length === 0) return
  const to = (await buyer(tx, account))?.email
  if (!to) return
  const page = (path: string) => new URL(path, needs.baseUrl).href
  const billing = page('/billing')
  for (const letter of fresh) {
    const address = { to, account, dedupeKey: letter.key }
    const amount = 'money' in letter ? formatMoney(letter.money) : ''
    switch (letter.kind) {
      case 'receipt':
        await sendMail(needs, tx, { ...address, template: 'receipt', data: { ...letter, amount, billing } })
        break
      case 'payment-failed':
        await sendMail(needs, tx, { ...address, template: 'payment-failed', data: { ...letter, amount, billing } })
        break
      case 'subscription-cancelled':
        await sendMail(needs, tx, { ...address, template: 'subscription-cancelled', data: { ...letter, billing } })
        break
      case 'plan-changed':
        await sendMail(needs, tx, { ...address, template: 'plan-changed', data: { ...letter, billing } })
        break
      case 'plan-scheduled':
        await sendMail(needs, tx, { ...address, template: 'plan-scheduled', data: { ...letter, billing } })
        break
      case 'refund':
        await sendMail(needs, tx, { ...address, template: 'refund', data: { ...letter, amount, billing } })
        break
      case 'refund-failed':
        await sendMail(needs, tx, { ...address, template: 'refund-failed', data: { amount, billing } })
        break
      case 'trial-ending':
        await sendMail(needs, tx, { ...address, template: 'trial-ending', data: { ...letter, amount, billing } })
        break
      case 'payment-action':
        await sendMail(needs, tx, { ...address, template: 'payment-action', data: { amount, invoice: letter.payUrl } })
        break
      case 'first-payment-failed':
        await sendMail(needs, tx, {
          ...address,
          template: 'first-payment-failed',
          data: { amount, plans: page('/plans') },
        })
        break
      case 'dispute-opened':
        await sendMail(needs, tx, { ...address, template: 'dispute-opened', data: { amount, billing } })
        break
    }
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
