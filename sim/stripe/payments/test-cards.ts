// The named test cards: Stripe's own (docs.stripe.com/testing) and a few for what Stripe has no card for. Invariant: what a card does
// depends on its row here, on the customer being present or not, and on nothing else.

export interface Decline {
  code: string
  decline_code: string | null
  message: string
}
/** What happens when it is charged: it pays, is declined, asks for 3D Secure, or is only known days later. */
export type Behaviour = 'pays' | 'authenticates' | 'pends-then-pays' | 'pends-then-fails' | 'pends' | Decline
export interface TestCard {
  name: string
  /** How hosted pages call it; null keeps it off them. */
  title: string | null
  number: string
  brand: string
  funding: 'credit' | 'debit'
  present: Behaviour
  later: Behaviour
  /** Refused already when attached to a customer. */
  refusesAttach?: boolean
  /** 3D Secure once is enough: later charges pay. */
  authenticatesOnce?: boolean
  disputes?: 'chargeback' | 'inquiry'
  refund?: 'fails' | 'pends'
  kind?: 'sepa_debit'
}

export const declines = {
  generic: { code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' },
  insufficientFunds: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  lost: { code: 'card_declined', decline_code: 'lost_card', message: 'Your card was declined.' },
  expired: { code: 'expired_card', decline_code: null, message: 'Your card has expired.' },
  cvc: { code: 'incorrect_cvc', decline_code: null, message: "Your card's security code is incorrect." },
  processing: {
    code: 'processing_error',
    decline_code: null,
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  authentication: {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
  notAuthenticated: {
    code: 'payment_intent_authentication_failure',
    decline_code: null,
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
  },
  debit: { code: 'payment_intent_payment_attempt_failed', decline_code: null, message: 'The payment failed.' },
} satisfies Record<string, Decline>

type Rest = Partial<TestCard>
function card(name: string, title: string | null, number: string, rest: Rest = {}): TestCard {
  const brand = number.startsWith('3') ? 'amex' : number.startsWith('5') ? 'mastercard' : 'visa'
  const present = rest.present ?? 'pays'
  return { name, title, number, brand, funding: 'credit', present, later: rest.later ?? present, ...rest }
}
function declining(name: string, title: string | null, number: string, present: Decline): TestCard {
  return card(name, title, number, { present, refusesAttach: true })
}
function debit(name: string, title: string | null, number: string, present: Behaviour): TestCard {
  return card(name, title, number, { present, kind: 'sepa_debit', brand: 'sepa_debit', funding: 'debit' })
}

export const testCards: TestCard[] = [
  card('pm_card_visa', 'Pays (Visa)', '4242424242424242'),
  card('pm_card_mastercard', 'Pays (Mastercard)', '5555555555554444'),
  card('pm_card_amex', 'Pays (American Express)', '378282246310005'),
  card('pm_card_visa_debit', null, '4000056655665556', { funding: 'debit' }),
  declining('pm_card_chargeDeclined', 'Is declined', '4000000000000002', declines.generic),
  declining(
    'pm_card_chargeDeclinedInsufficientFunds',
    'Has insufficient funds',
    '4000000000009995',
    declines.insufficientFunds,
  ),
  declining('pm_card_chargeDeclinedLostCard', null, '4000000000009987', declines.lost),
  declining('pm_card_chargeDeclinedExpiredCard', null, '4000000000000069', declines.expired),
  declining('pm_card_chargeDeclinedIncorrectCvc', null, '4000000000000127', declines.cvc),
  declining('pm_card_chargeDeclinedProcessingError', null, '4000000000000119', declines.processing),
  card('pm_card_threeDSecure2Required', 'Asks for 3D Secure', '4000000000003220', {
    present: 'authenticates',
    later: 'pays',
    authenticatesOnce: true,
  }),
  card('pm_card_authenticationRequiredOnSetup', null, '4000002500003155', {
    present: 'authenticates',
    later: 'pays',
    authenticatesOnce: true,
  }),
  card('pm_card_authenticationRequired', 'Asks for 3D Secure, and at renewals too', '4000002760003184', {
    present: 'authenticates',
    later: declines.authentication,
  }),
  card('pm_card_renewalFails', 'Pays now, fails at renewal', '4000000000000259341', {
    later: declines.insufficientFunds,
  }),
  card('pm_card_chargeCustomerFail', null, '4000000000000341', { present: declines.generic }),
  debit('pm_sepa_succeeds', 'Bank debit that arrives days later', 'AT611904300234573201', 'pends-then-pays'),
  debit('pm_sepa_fails', 'Bank debit that fails days later', 'AT861904300235473202', 'pends-then-fails'),
  debit('pm_sepa_pends', null, 'AT321904300235473204', 'pends'),
  debit('pm_sepa_it_fails', null, 'IT60X0542811101000000123456', 'pends-then-fails'),
  card('pm_card_createDispute', 'Pays, then is disputed', '4000000000000259', { disputes: 'chargeback' }),
  card('pm_card_createDisputeInquiry', 'Pays, then is inquired about', '4000000000001976', { disputes: 'inquiry' }),
  card('pm_card_refundFail', 'Pays, its refund fails later', '4000000000005126', { refund: 'fails' }),
  card('pm_card_pendingRefund', 'Pays, its refund is pending for a while', '4000000000007726', { refund: 'pends' }),
  card('pm_card_bypassPending', null, '4000000000000077'),
]

const byName = new Map(testCards.map((found) => [found.name.toLowerCase(), found]))

/** The card for pm_card_*, tok_*, with or without the brand (pm_card_visa_chargeDeclined). */
export function cardByName(name: string): TestCard | undefined {
  const plain = name.replace(/^tok_/, 'pm_card_').toLowerCase()
  return byName.get(plain) ?? byName.get(plain.replace(/^pm_card_(visa|mastercard|amex)_/, 'pm_card_'))
}

/** The card with that number or IBAN. */
export function cardByNumber(number: string): TestCard | undefined {
  const plain = number.replaceAll(/[\s-]/g, '')
  return testCards.find((found) => found.number === plain)
}
