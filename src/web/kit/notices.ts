// What just happened, said on the page one is led to. The address carries a name only, so no sentence can be put into our pages.
import type { NoticeText } from './components/notice.tsx'

const NOTICES: Record<string, string> = {
  verified: 'Your e-mail address is confirmed.',
  'password-reset': 'Your new password is saved. Log in with it.',
  'set-up': 'Your account is ready. Log in with it.',
  password: 'Your password is changed. All other places are logged out.',
  'stepped-up': 'Confirmed. For five minutes you may go on with it.',
  'factor-off': 'Two-step log-in is switched off.',
  'passkey-added': 'The passkey is added. You can log in with it.',
  'passkey-removed': 'The passkey is removed. It opens nothing any more.',
  'email-moved': 'Your e-mail address is changed. Log in with the new one from now on.',
  'email-restored': 'Your old address counts again. Choose a new password now: the old one opens nothing any more.',
  'key-revoked': 'The key is revoked. It opens nothing any more.',
  'session-ended': 'That place is logged out.',
  renamed: 'The name is changed.',
  removed: 'The device is removed and disconnected.',
  'key-set': 'The key is saved.',
  cancelled: 'Your plan is cancelled. You stay connected until the end of the time you paid for.',
  resumed: 'Your plan goes on.',
  'plan-changed': 'Your plan is changed.',
  'plan-planned': 'The change is planned. Until then you keep your plan.',
  'plan-kept': 'You stay with your plan.',
  'change-waits': 'The new plan is not paid yet, so you still have the old one. See below how to pay.',
  'change-open': 'We are checking with Stripe what became of this. Look again in a minute.',
  paused: 'The subscription is paused. Nothing more is charged.',
  'subscription-resumed': 'The subscription goes on.',
  'subscription-ended': 'The subscription and its access have ended.',
  banned: 'The customer is banned. All sessions and tunnels end now.',
  unbanned: 'The ban is lifted.',
  refunded: 'The money is on its way back.',
  'refund-asked': 'The refund waits for an owner who did not ask for it.',
  'refund-denied': 'The refund is denied. Nothing was given back.',
  'refund-withdrawn': 'The request is withdrawn.',
  'refund-open': 'The refund is not done yet: see below what became of it.',
  acknowledged: 'Settled: it is not shown again.',
  'coupon-made': 'The coupon can be used now.',
  'coupon-off': 'The coupon is switched off. Who has used it keeps what it takes off.',
  synced: 'Read from Stripe again.',
  replayed: 'Every failed event is being run again.',
  queued: 'The event is being run again.',
  affiliate: 'Your link is ready. Pass it on.',
  'payout-details': 'Your payout details are saved.',
  suspended: 'The affiliate is suspended.',
  approved: 'The affiliate is approved again.',
  'payout-run': 'The payouts are made. Send the money, then mark each as sent.',
  'payout-paid': 'The payout is marked as sent, and the affiliate is told.',
  draining: 'The node takes no new sessions.',
  active: 'The node takes sessions again.',
  retired: 'The node is retired.',
}

export function noticeOf(name: string | undefined): NoticeText | null {
  const text = name !== undefined && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined
  if (text === undefined) return null
  return { tone: name === 'change-waits' || name === 'change-open' ? 'warning' : 'success', text }
}
