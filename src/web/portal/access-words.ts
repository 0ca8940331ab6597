// The state of access in plain words with a tone, for the customer's and the staff's pages. Decides nothing:
// billing/core/entitlement.ts did.
import type { Entitlement, Standing } from '../../billing/core/entitlement.ts'
import type { IconName } from '../kit/icons.tsx'
import type { Tone } from '../kit/components/state-word.tsx'

export interface AccessWords {
  tone: Tone
  icon: IconName
  /** One or two words, for a badge. */
  word: string
  /** A sentence for the customer. */
  headline: string
  /** The date that belongs to the state, with what happens then. */
  date: { label: string; at: Date } | null
}

export function accessWords(access: Entitlement, standing: Standing): AccessWords {
  switch (access.state) {
    case 'active': {
      const label = standing === 'renewing' ? 'Renews on' : standing === 'failing' ? 'Paid until' : 'Ends on'
      return {
        tone: 'good',
        icon: 'shield',
        word: 'Active',
        headline: 'You have access.',
        date: access.until && { label, at: access.until },
      }
    }
    case 'grace':
      return {
        tone: 'wait',
        icon: 'alert',
        word: 'Payment due',
        headline: 'Your last payment has not come through. You are still connected.',
        date: { label: 'Cut off on', at: access.cutOff },
      }
    case 'suspended':
      return {
        tone: 'bad',
        icon: 'ban',
        word: 'Suspended',
        headline:
          access.reason === 'dispute'
            ? 'Access is suspended while a payment is disputed with your bank.'
            : 'This account is suspended. Please write to us.',
        date: null,
      }
    case 'ended':
      return {
        tone: 'bad',
        icon: 'lock',
        word: 'Ended',
        headline: 'Your access has ended. Your devices and keys are kept: they work again once you renew.',
        date: { label: 'Ended on', at: access.since },
      }
    case 'none':
      return {
        tone: 'off',
        icon: 'lock',
        word: 'No plan',
        headline: 'You have no plan yet. Choose one to get connected.',
        date: null,
      }
  }
}
