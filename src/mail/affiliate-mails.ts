// The words of mails to those whose links brought customers. Amounts arrive written out, such as `$10.00`.
import type { Letter } from './blocks.ts'
import { showTime } from './show-time.ts'

export const affiliateMails = {
  'first-commission': (data: { amount: string; affiliate: string }): Letter => ({
    subject: 'Your link has earned its first commission',
    blocks: [
      { say: `Somebody who came by your link has paid, and ${data.amount} of it is yours.` },
      { say: 'It is on hold for as long as the payment may be refunded. We write again when money is sent to you.' },
      { button: 'See what you earned', link: data.affiliate },
    ],
  }),
  'payout-details-changed': ({ at, affiliate, reset }: { at: Date; affiliate: string; reset: string }): Letter => ({
    subject: 'Where your payouts go was changed',
    blocks: [
      { say: `The payout details of your account were changed on ${showTime(at)}. The next payout goes there.` },
      { button: 'See where your payouts go', link: affiliate },
      { say: `If it was not you, choose a new password at once at ${reset} and write to support.` },
    ],
  }),
  'payout-paid': (data: { amount: string; reference: string; affiliate: string }): Letter => ({
    subject: `Your commission of ${data.amount} is on its way`,
    blocks: [
      { say: 'Thank you for telling others about us. We have sent you what your link earned.' },
      {
        facts: [
          ['Amount', data.amount],
          ['Reference', data.reference],
        ],
      },
      { button: 'See your payouts', link: data.affiliate },
    ],
  }),
}
