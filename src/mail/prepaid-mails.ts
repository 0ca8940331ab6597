// The words of mails about vouchers and about money that comes another way than through Stripe. Amounts arrive written out.
import type { Letter } from './blocks.ts'
import { showTime } from './show-time.ts'

export const prepaidMails = {
  'voucher-redeemed': (data: { plan: string; from: Date; until: Date; billing: string }): Letter => ({
    subject: `Your voucher for ${data.plan} is redeemed`,
    blocks: [
      { say: 'Thank you, your voucher is redeemed.' },
      {
        facts: [
          ['Plan', data.plan],
          ['From', showTime(data.from)],
          ['Until', showTime(data.until)],
        ],
      },
      { button: 'Go to billing', link: data.billing },
    ],
  }),
  'manual-payment-asked': (data: {
    amount: string
    plan: string
    reference: string
    instructions: string
    page: string
  }): Letter => ({
    subject: `How to pay ${data.amount} for ${data.plan}`,
    blocks: [
      { say: data.instructions },
      {
        facts: [
          ['Amount', data.amount],
          ['Reference', data.reference],
          ['For', data.plan],
        ],
      },
      { say: 'Please give the reference with your payment: by it we know that it is yours. We write when it is here.' },
      { button: 'See this payment', link: data.page },
    ],
  }),
  'manual-payment-approved': (data: {
    amount: string
    plan: string
    from: Date
    until: Date
    page: string
  }): Letter => ({
    subject: `Receipt: ${data.amount} for ${data.plan}`,
    blocks: [
      { say: 'Thank you, your payment arrived.' },
      {
        facts: [
          ['Plan', data.plan],
          ['Amount', data.amount],
          ['From', showTime(data.from)],
          ['Until', showTime(data.until)],
        ],
      },
      { button: 'See your payments', link: data.page },
    ],
  }),
  'manual-payment-denied': (data: { amount: string; reference: string; page: string }): Letter => ({
    subject: `We could not find your payment of ${data.amount}`,
    blocks: [
      {
        say: `We looked for ${data.amount} with the reference ${data.reference} and did not find it, so we have closed the request.`,
      },
      {
        say: 'If you have paid, nothing is lost: write to support with the day and the way you paid, and we look again.',
      },
      { button: 'See your payments', link: data.page },
    ],
  }),
  'manual-payment-returned': (data: { amount: string; whole: boolean; ended: boolean; page: string }): Letter => ({
    subject: `Your money is on its way back: ${data.amount}`,
    blocks: [
      { say: `We are giving ${data.amount} back to you, in the way it came.` },
      ...(data.ended ? [{ say: 'The time that this payment bought has ended.' }] : []),
      ...(data.whole ? [] : [{ say: 'It is a part of what you paid, and your time stays as it is.' }]),
      { button: 'See your payments', link: data.page },
    ],
  }),
}
