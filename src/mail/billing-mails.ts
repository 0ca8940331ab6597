// The words of mails about money and access, and of what staff are told. Amounts arrive written out, such as `$10.00`.
import type { Letter } from './blocks.ts'
import { showTime } from './show-time.ts'

export const billingMails = {
  receipt: (data: { amount: string; plan: string; until: Date; billing: string }): Letter => ({
    subject: `Receipt: ${data.amount} for ${data.plan}`,
    blocks: [
      { say: 'Thank you, your payment arrived.' },
      {
        facts: [
          ['Plan', data.plan],
          ['Amount', data.amount],
          ['Paid until', showTime(data.until)],
        ],
      },
      { button: 'See payments and invoices', link: data.billing },
    ],
  }),
  /** `cutOff` is null for who has no access as things are. */
  'payment-failed': (data: { amount: string; plan: string; cutOff: Date | null; billing: string }): Letter => ({
    subject: 'Your payment did not go through',
    blocks: [
      { say: `We could not collect ${data.amount} for ${data.plan}. This often means that a card has run out.` },
      data.cutOff
        ? { say: `You stay connected until ${showTime(data.cutOff)}. Check your card before then and nothing is lost.` }
        : { say: 'You are connected again as soon as it is paid, with the same keys. Check your card for that.' },
      { button: 'Check my card', link: data.billing },
    ],
  }),
  'access-ended': (data: { plan: string; plans: string }): Letter => ({
    subject: 'Your access has ended',
    blocks: [
      { say: `Your time with ${data.plan} is over and your devices are disconnected.` },
      { say: 'They are kept: when you choose a plan again, they connect with the same keys.' },
      { button: 'Choose a plan', link: data.plans },
    ],
  }),
  'subscription-cancelled': (data: { plan: string; until: Date; billing: string }): Letter => ({
    subject: 'Your subscription is cancelled',
    blocks: [
      { say: `You have cancelled ${data.plan}. Nothing more will be charged.` },
      { say: `You stay connected until ${showTime(data.until)}. Until then you can change your mind.` },
      { button: 'Go to billing', link: data.billing },
    ],
  }),
  'plan-changed': (data: { plan: string; until: Date; billing: string }): Letter => ({
    subject: `Your plan is now ${data.plan}`,
    blocks: [
      { say: `Your plan has changed to ${data.plan}. It is paid until ${showTime(data.until)} and works from now on.` },
      { button: 'Go to billing', link: data.billing },
    ],
  }),
  'plan-scheduled': (data: { plan: string; next: string; at: Date; billing: string }): Letter => ({
    subject: `Your plan changes on ${showTime(data.at)}`,
    blocks: [
      { say: `You keep ${data.plan} until ${showTime(data.at)}. Then your plan changes to ${data.next}.` },
      { say: 'Until then you can take the change back.' },
      { button: 'Go to billing', link: data.billing },
    ],
  }),
  refund: (data: { amount: string; whole: boolean; billing: string }): Letter => ({
    subject: `Refund: ${data.amount}`,
    blocks: [
      { say: `We have sent ${data.amount} back to the card you paid with. Banks take up to ten days to show it.` },
      ...(data.whole ? [{ say: 'The access that this payment bought has ended.' }] : []),
      { button: 'See payments', link: data.billing },
    ],
  }),
  'refund-failed': (data: { amount: string; billing: string }): Letter => ({
    subject: `Your refund of ${data.amount} did not arrive`,
    blocks: [
      { say: `Your bank did not take the ${data.amount} that we sent back; often the card was replaced or closed.` },
      { say: 'The money is safe with us and we know of it. Write to support if you want it sent another way.' },
      { button: 'See payments', link: data.billing },
    ],
  }),
  'trial-ending': (data: { plan: string; at: Date; amount: string; hasCard: boolean; billing: string }): Letter => ({
    subject: `Your trial of ${data.plan} ends soon`,
    blocks: [
      data.hasCard
        ? {
            say: `Your trial ends on ${showTime(data.at)}. Then the price of your plan, ${data.amount} before discounts and tax, is charged, unless you cancel before.`,
          }
        : {
            say: `Your trial ends on ${showTime(data.at)}, and your access with it. To go on for ${data.amount} before discounts and tax, add a card.`,
          },
      { button: 'Go to billing', link: data.billing },
    ],
  }),
  'trial-again': (data: { amount: string | null; billing: string }): Letter => ({
    subject: 'Your plan starts today, without a trial',
    blocks: [
      { say: 'The card you chose has had a trial with us before, and a trial is given once to a person.' },
      {
        say: `So your plan starts today, and ${data.amount === null ? 'its price' : `its price, ${data.amount} before discounts and tax,`} is charged now. If you did not want that, cancel and write to support: we will give it back.`,
      },
      { button: 'Go to billing', link: data.billing },
    ],
  }),
  'payment-action': (data: { amount: string; invoice: string }): Letter => ({
    subject: 'Your bank asks you to confirm a payment',
    blocks: [
      { say: `Your bank wants to know that it is really you before it pays ${data.amount}. This takes a minute.` },
      { button: 'Confirm the payment', link: data.invoice },
    ],
  }),
  'first-payment-failed': (data: { amount: string; plans: string }): Letter => ({
    subject: 'Your payment did not arrive',
    blocks: [
      { say: `Your bank did not pay the ${data.amount} that were under way, so your plan has not started.` },
      { say: 'Nothing was charged. You can try again, with a card or another account.' },
      { button: 'Choose a plan', link: data.plans },
    ],
  }),
  'dispute-opened': (data: { amount: string; billing: string }): Letter => ({
    subject: 'Your bank disputes a payment',
    blocks: [
      { say: `Your bank has asked for ${data.amount} back, so your access rests until that is settled.` },
      { say: 'If this is a mistake, tell your bank, and write to support: we will gladly sort it out together.' },
      { button: 'See payments', link: data.billing },
    ],
  }),
  'staff-alert': (data: { kind: string; detail: string; admin: string; runbook: string }): Letter => ({
    subject: `Needs attention: ${data.kind}`,
    blocks: [
      { say: data.detail },
      { button: 'Open the back office', link: data.admin },
      { say: `What to do step by step: docs/runbooks/${data.runbook}.md of your installation.` },
    ],
  }),
}
