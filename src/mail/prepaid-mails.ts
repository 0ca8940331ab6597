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
}
