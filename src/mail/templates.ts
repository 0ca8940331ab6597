// Every mail there is, and the state change that owns it. Invariant: one file sends one mail, so a state change that is seen
// twice finds its own dedupe key and no second letter goes out from elsewhere.
import { accountMails } from './account-mails.ts'
import { affiliateMails } from './affiliate-mails.ts'
import { billingMails } from './billing-mails.ts'
import { prepaidMails } from './prepaid-mails.ts'
import { supportMails } from './support-mails.ts'
import { render, type Letter, type RenderedMail } from './blocks.ts'

const all = { ...accountMails, ...billingMails, ...affiliateMails, ...prepaidMails, ...supportMails }

export type MailName = keyof typeof all
/** What a mail needs to know. */
export type MailData<N extends MailName> = Parameters<(typeof all)[N]>[0]

const letters: { [N in MailName]: (data: MailData<N>) => Letter } = all

/** The files that send a mail, as `folder/verb`. */
export const MAIL_OWNERS: Record<MailName, string[]> = {
  'verify-email': ['accounts/sign-up', 'accounts/verify-email'],
  'already-registered': ['accounts/sign-up'],
  'reset-password': ['accounts/reset-password'],
  'password-changed': ['accounts/reset-password', 'accounts/change-password'],
  'second-factor-changed': ['accounts/two-factor-notice'],
  'passkey-changed': ['accounts/passkeys-notice'],
  'new-device': ['accounts/open-session'],
  'confirm-new-email': ['accounts/change-email'],
  'new-email-taken': ['accounts/change-email'],
  'email-changed': ['accounts/confirm-email-change'],
  'email-restored': ['accounts/undo-email-change'],
  'api-key-made': ['accounts/api-key'],
  'role-changed': ['accounts/role-notice'],
  'staff-changed': ['accounts/role-notice'],
  'account-deleted': ['ops/finish-closing'],
  receipt: ['billing/mail-changes'],
  'payment-failed': ['billing/mail-changes'],
  'access-ended': ['billing/ended-access'],
  'subscription-cancelled': ['billing/mail-changes'],
  'plan-changed': ['billing/mail-changes'],
  'plan-scheduled': ['billing/mail-changes'],
  refund: ['billing/mail-changes'],
  'refund-failed': ['billing/mail-changes'],
  'trial-ending': ['billing/mail-changes'],
  'trial-again': ['billing/note-trials'],
  'payment-action': ['billing/mail-changes'],
  'first-payment-failed': ['billing/mail-changes'],
  'dispute-opened': ['billing/mail-changes'],
  'staff-alert': ['billing/alerts'],
  'first-commission': ['affiliates/accrue'],
  'payout-details-changed': ['affiliates/join'],
  'payout-paid': ['affiliates/pay-out'],
  'voucher-redeemed': ['billing/redeem-voucher'],
  'manual-payment-asked': ['billing/ask-manual-payment'],
  'manual-payment-approved': ['billing/decide-manual-payment'],
  'manual-payment-denied': ['billing/decide-manual-payment'],
  'manual-payment-returned': ['billing/return-manual-payment'],
  'ticket-answer': ['support/ticket-mail'],
  'ticket-opened': ['support/ticket-mail'],
  'ticket-message': ['support/ticket-mail'],
}

export function renderMail<N extends MailName>(name: N, data: MailData<N>): RenderedMail {
  return render(letters[name](data))
}
