// Who a Checkout session is for, as the session shows it.
import type Stripe from 'stripe'

/** Null until an e-mail is known. */
export function customerDetails(
  known: { email: string | null; name?: string | null; phone?: string | null; address?: Stripe.Address | null } | null,
): Stripe.Checkout.Session.CustomerDetails | null {
  if (known === null || known.email === null) return null
  return {
    address: known.address ?? null,
    business_name: null,
    email: known.email,
    individual_name: null,
    name: known.name ?? null,
    phone: known.phone ?? null,
    tax_exempt: 'none',
    tax_ids: [],
  }
}

/** Whether a customer will be made: always for a subscription, never when one was given. */
export function customerCreation(params: {
  mode: 'payment' | 'setup' | 'subscription'
  customer?: string | undefined
  customer_creation?: 'always' | 'if_required' | undefined
}): 'always' | 'if_required' | null {
  if (params.customer !== undefined) return null
  return params.mode === 'subscription' ? 'always' : (params.customer_creation ?? 'if_required')
}
