// The words of mails about an account: signing up, passwords, the second factor.
import type { Letter } from './blocks.ts'
import { showTime } from './show-time.ts'

export const accountMails = {
  'verify-email': ({ link }: { link: string }): Letter => ({
    subject: 'Confirm your e-mail address',
    blocks: [
      { say: 'Welcome. Confirm that this mailbox is yours, then choose a plan and connect your first device.' },
      { button: 'Confirm my address', link },
      {
        say: 'The link works once, for 24 hours. If you did not sign up, ignore this mail: without it nothing happens.',
      },
    ],
  }),
  'already-registered': ({ logIn, reset }: { logIn: string; reset: string }): Letter => ({
    subject: 'You already have an account',
    blocks: [
      { say: 'Somebody, probably you, tried to sign up with this address. It already has an account: just log in.' },
      { button: 'Log in', link: logIn },
      { say: `If you do not know the password, choose a new one at ${reset}` },
      { say: 'If it was not you, there is nothing to do: your account was not touched.' },
    ],
  }),
  'reset-password': ({ link }: { link: string }): Letter => ({
    subject: 'Choose a new password',
    blocks: [
      { say: 'Somebody, probably you, asked for a new password for your account.' },
      { button: 'Choose a new password', link },
      { say: 'The link works once, for one hour. If it was not you, ignore this mail: your password stays as it is.' },
    ],
  }),
  'password-changed': ({ at, reset }: { at: Date; reset: string }): Letter => ({
    subject: 'Your password was changed',
    blocks: [
      { say: `The password of your account was changed on ${showTime(at)}. All other devices were logged out.` },
      { say: `If it was not you, choose a new password at once at ${reset} and write to support.` },
    ],
  }),
  'api-key-made': ({ name, until, at, keys }: { name: string; until: Date; at: Date; keys: string }): Letter => ({
    subject: 'An API key of your account was made',
    blocks: [
      {
        say: `The API key "${name}" was made on ${showTime(at)}. It opens your account to programs until ${showTime(until)}.`,
      },
      { say: `If it was not you, revoke it at once at ${keys}, choose a new password and write to support.` },
    ],
  }),
  /** `what` ends the sentence: 'was switched on'. */
  'second-factor-changed': ({ what, at, reset }: { what: string; at: Date; reset: string }): Letter => ({
    subject: `Two-step log-in ${what}`,
    blocks: [
      { say: `The two-step log-in of your account ${what} on ${showTime(at)}.` },
      { say: `If it was not you, choose a new password at once at ${reset} and write to support.` },
    ],
  }),
  /** `what` ends the sentence: 'was added'. */
  'passkey-changed': ({ what, at, reset }: { what: string; at: Date; reset: string }): Letter => ({
    subject: 'A passkey of your account',
    blocks: [
      { say: `A passkey of your account ${what}. This was on ${showTime(at)}.` },
      { say: 'You see your passkeys on the account page, and can remove those that you do not know.' },
      { say: `If it was not you, choose a new password at once at ${reset} and write to support.` },
    ],
  }),
  'role-changed': ({ role, at, logIn }: { role: ShopRole; at: Date; logIn: string }): Letter => ({
    subject: 'Your role in this shop was changed',
    blocks: [
      { say: `On ${showTime(at)} your role in this shop became: ${ROLE_WORDS[role]}.` },
      { say: 'Your account is logged out everywhere, and its API keys open nothing any more. Log in again.' },
      ...(role === 'customer'
        ? []
        : [{ say: 'Who works here logs in in two steps; without a second factor you set one up first.' }]),
      { button: 'Log in', link: logIn },
      { say: 'If you did not expect this, write to an owner of the shop.' },
    ],
  }),
  /** `by` is who did it. */
  'staff-changed': ({ email, from, to, at, by, staff }: StaffChange): Letter => ({
    subject: 'Somebody in your shop has another role',
    blocks: [
      {
        facts: [
          ['Account', email],
          ['Role before', ROLE_WORDS[from]],
          ['Role now', ROLE_WORDS[to]],
          ['When', showTime(at)],
          ['Done by', by],
        ],
      },
      { button: 'See who works here', link: staff },
      { say: 'If none of the owners meant this, take the role away there, and choose new passwords at once.' },
    ],
  }),
  'account-deleted': ({ signUp }: { signUp: string }): Letter => ({
    subject: 'Your account is deleted',
    blocks: [
      { say: 'Your account is deleted, as it was asked for. Nothing more is charged: Stripe has confirmed it.' },
      {
        say: 'Your devices are disconnected, and your log-in, devices, tickets and everything else that we need not keep are gone. Payments and invoices stay with us and with Stripe for as long as the law asks, without your address.',
      },
      {
        say: `This is the last mail to this address. You may sign up again at any time, and have a new account then: ${signUp}`,
      },
    ],
  }),
  'new-device': ({ device, at, sessions, reset }: NewDevice): Letter => ({
    subject: 'Your account was opened on a new device',
    blocks: [
      { say: `Somebody, probably you, logged in on ${showTime(at)} on a device that we do not know.` },
      { say: `It calls itself: ${device ?? 'nothing that we recognise'}.` },
      { button: 'See where you are logged in', link: sessions },
      { say: `If it was not you, choose a new password at once at ${reset} and write to support.` },
    ],
  }),
  'confirm-new-email': ({ link }: { link: string }): Letter => ({
    subject: 'Confirm your new e-mail address',
    blocks: [
      { say: 'This address shall become the one of an account here. Confirm it, and mails go to it from then on.' },
      { button: 'Confirm this address', link },
      { say: 'The link works once, for 24 hours. If you know nothing of this, ignore it: nothing changes.' },
    ],
  }),
  'new-email-taken': ({ logIn, reset }: { logIn: string; reset: string }): Letter => ({
    subject: 'This address already has an account',
    blocks: [
      { say: 'Somebody, probably you, asked to move another account to this address. It has an account already.' },
      { button: 'Log in', link: logIn },
      { say: `If you do not know its password, choose a new one at ${reset}` },
      { say: 'Nothing was changed, on either account.' },
    ],
  }),
  'email-changed': ({ at, undo, isStaff }: { at: Date; undo: string; isStaff: boolean }): Letter => ({
    subject: 'The e-mail address of your account was changed',
    blocks: [
      {
        say: `On ${showTime(at)} your account was moved to another e-mail address. This is the last mail to this one.`,
      },
      {
        say: 'If it was not you, take it back. All places are logged out then, all passkeys, authenticator apps, recovery codes and API keys are removed, and you choose a new password.',
      },
      ...(isStaff ? [{ say: 'Your role in this shop ends with it, until an owner gives it back.' }] : []),
      { button: 'This was not me: take it back', link: undo },
      { say: 'The link works once, for seven days.' },
    ],
  }),
  'email-restored': ({ at }: { at: Date }): Letter => ({
    subject: 'Your account was moved back to its old e-mail address',
    blocks: [
      {
        say: `On ${showTime(at)} the change of the address was taken back, by the link that we had mailed to the old one. All places were logged out, and passkeys, authenticator apps, recovery codes and API keys were removed. This is the last mail to this address.`,
      },
      { say: 'If you are the owner and did not do this, write to support at once.' },
    ],
  }),
}

type ShopRole = 'owner' | 'support' | 'customer'
const ROLE_WORDS: Record<ShopRole, string> = {
  owner: 'owner',
  support: 'support',
  customer: 'customer, not of the staff',
}

interface StaffChange {
  email: string
  from: ShopRole
  to: ShopRole
  at: Date
  by: string
  staff: string
}

interface NewDevice {
  /** Such as "Firefox on Windows". */
  device: string | null
  at: Date
  sessions: string
  reset: string
}
