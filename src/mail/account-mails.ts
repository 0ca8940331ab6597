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
  /** `what` ends the sentence: 'was switched on'. */
  'second-factor-changed': ({ what, at, reset }: { what: string; at: Date; reset: string }): Letter => ({
    subject: `Two-step log-in ${what}`,
    blocks: [
      { say: `The two-step log-in of your account ${what} on ${showTime(at)}.` },
      { say: `If it was not you, choose a new password at once at ${reset} and write to support.` },
    ],
  }),
}
