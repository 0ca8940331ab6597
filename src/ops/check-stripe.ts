// Whether the address and key that were configured are Stripe's, said so that the setting to change is named.
import type { Gateway } from '../billing/stripe.ts'

export type StripeAnswer =
  | { fault: null; account: string }
  /** `isFinal`: no waiting helps, a setting is wrong. */
  | { fault: string; isFinal: boolean }

export async function checkStripe(stripe: Gateway, apiBase: string | null): Promise<StripeAnswer> {
  try {
    return { fault: null, account: await stripe.check() }
  } catch (error) {
    const type = error instanceof Error && 'type' in error ? error.type : null
    if (type === 'StripeAuthenticationError')
      return { fault: 'STRIPE_SECRET_KEY: Stripe refuses this key.', isFinal: true }
    if (type === 'StripePermissionError') {
      return { fault: 'STRIPE_SECRET_KEY: this restricted key may not read the account.', isFinal: true }
    }
    if (apiBase !== null) return { fault: `STRIPE_API_BASE: ${apiBase} does not answer as Stripe.`, isFinal: true }
    return { fault: 'Stripe does not answer. Check that this machine reaches api.stripe.com.', isFinal: false }
  }
}
