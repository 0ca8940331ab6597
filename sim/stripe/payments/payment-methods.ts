// Payment methods. Invariant: pm_card_* and tok_* are names, not objects: using one makes a fresh method, as Stripe's test names do.
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import { bool, accepted, clearable, hash, integer, need, oneOf, text, type Params } from '../http/params.ts'
import { pageOf, pageShape } from '../http/page-list.ts'
import { cardError, invalid, noSuch } from '../http/errors.ts'
import { mergeMetadata, metadata } from '../http/metadata.ts'
import { route, type Route } from '../http/routes.ts'
import { changeAndTell, change, mustFind } from '../state/change.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../state/ids.ts'
import { show } from '../state/render.ts'
import type { PaymentMethodRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { cardByName, cardByNumber, type TestCard } from './test-cards.ts'

const addressShape = { city: text(), country: text(), line1: text(), line2: text(), postal_code: text(), state: text() }
const billingDetails = hash({
  address: clearable(hash(addressShape)),
  email: clearable(text()),
  name: clearable(text()),
  phone: clearable(text()),
  tax_id: text(),
})
const createShape = {
  type: need(oneOf('card', 'sepa_debit')),
  card: hash({
    number: text(),
    token: text(),
    exp_month: integer({ min: 1, max: 12 }),
    exp_year: integer(),
    cvc: text(),
  }),
  sepa_debit: hash({ iban: need(text()) }),
  billing_details: billingDetails,
  metadata: metadata(),
  allow_redisplay: oneOf('always', 'limited', 'unspecified'),
}
type Billing = Params<{ details: typeof billingDetails }>['details']

/** A fresh method for a test card; not attached to anybody and told to nobody. */
export function methodOf(
  world: World,
  card: TestCard,
  billing?: Billing,
  given: Record<string, string> = {},
): PaymentMethodRow {
  const {
    city = null,
    country = null,
    line1 = null,
    line2 = null,
    postal_code = null,
    state = null,
  } = billing?.address ?? {}
  const row = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { city, country, line1, line2, postal_code, state },
      email: billing?.email ?? null,
      name: billing?.name ?? null,
      phone: billing?.phone ?? null,
      tax_id: null,
    },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: given,
    ...(card.kind === 'sepa_debit'
      ? { type: 'sepa_debit' as const, sepa_debit: debitDetails(card) }
      : { type: 'card' as const, card: cardDetails(card) }),
  } satisfies Stripe.PaymentMethod
  return world.store.put('payment_method', { ...row, sim: { card: card.name, authenticated: false } })
}

function cardDetails({ brand, funding, number }: TestCard): Stripe.PaymentMethod.Card {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: brand,
    exp_month: 12,
    exp_year: 2034,
    fingerprint: fingerprint(number),
    funding,
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}

function debitDetails({ number }: TestCard): Stripe.PaymentMethod.SepaDebit {
  return {
    bank_code: number.slice(4, 9),
    branch_code: '',
    country: number.slice(0, 2),
    fingerprint: fingerprint(number),
    generated_from: { charge: null, setup_attempt: null },
    last4: number.slice(-4),
  }
}

/** The same card number always has the same fingerprint, whoever uses it. */
function fingerprint(number: string): string {
  return createHash('sha256').update(`fingerprint ${number}`).digest('base64url').replaceAll(/[-_]/g, '0').slice(0, 16)
}

/** The method with that id, or a fresh one for a test name. Throws resource_missing; `at` is the parameter it came in. */
export function usable(world: World, idOrName: string, at = 'payment_method'): PaymentMethodRow {
  const found = world.store.get('payment_method', idOrName)
  if (found) return found
  const card = cardByName(idOrName)
  if (!card) throw noSuch('PaymentMethod', idOrName, at)
  return methodOf(world, card)
}

/** What the row's card does. */
export function cardOf(row: PaymentMethodRow): TestCard {
  const card = cardByName(row.sim.card)
  if (!card) throw new Error(`no test card ${row.sim.card}`)
  return card
}

/** Attaches and tells of it; throws the card error of a card that is refused at once. */
export function attach(world: World, id: string, customer: string): PaymentMethodRow {
  const row = mustFind(world, 'payment_method', id)
  if (row.customer === customer) return row
  if (row.customer !== null) {
    throw invalid('The payment method you provided has already been attached to a customer.', 'payment_method')
  }
  const card = cardOf(row)
  if (card.refusesAttach && typeof card.present === 'object') throw cardError(declineBody(card.present))
  const attached = change(world, 'payment_method', id, { customer })
  emit(world, 'payment_method.attached', show(world, 'payment_method', attached))
  return attached
}

/** The error body for a decline; null codes are left out. */
export function declineBody(decline: { code: string; decline_code: string | null; message: string }) {
  const { decline_code: declineCode, ...rest } = decline
  return declineCode === null ? rest : { ...rest, decline_code: declineCode }
}

function createMethod(world: World, params: Params<typeof createShape>): object {
  const { type, card, sepa_debit: debit, billing_details: billing } = params
  const number = type === 'sepa_debit' ? debit?.iban : card?.number
  const found = number === undefined ? cardByName(card?.token ?? '') : cardByNumber(number)
  if (!found)
    throw number === undefined
      ? noSuch('token', card?.token ?? '', 'card[token]')
      : invalid('Your card number is incorrect.', `${type}[number]`, 'incorrect_number')
  return show(world, 'payment_method', methodOf(world, found, billing, mergeMetadata({}, params.metadata)))
}

function detach(world: World, id: string): object {
  const row = mustFind(world, 'payment_method', id)
  if (row.customer === null)
    throw invalid(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      'payment_method',
    )
  const customer = mustFind(world, 'customer', row.customer)
  if (customer.invoice_settings.default_payment_method === id) {
    change(world, 'customer', customer.id, {
      invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
    })
  }
  for (const subscription of world.store.by('subscription', 'customer', customer.id)) {
    if (subscription.default_payment_method === id)
      change(world, 'subscription', subscription.id, { default_payment_method: null })
  }
  const detached = change(world, 'payment_method', id, { customer: null })
  emit(world, 'payment_method.detached', show(world, 'payment_method', detached), { customer: customer.id })
  return show(world, 'payment_method', detached)
}

const listShape = { ...pageShape, customer: text(), type: oneOf('card', 'sepa_debit'), allow_redisplay: text() }
function listMethods(
  world: World,
  params: Params<typeof listShape>,
  customer: string | undefined,
  url: string,
): object {
  const from = customer === undefined ? [] : world.store.by('payment_method', 'customer', customer)
  const wanted = from.filter((row) => params.type === undefined || row.type === params.type)
  const page = pageOf(wanted, params, url)
  return { ...page, data: page.data.map((row) => show(world, 'payment_method', row)) }
}

const updateShape = {
  billing_details: billingDetails,
  metadata: metadata(),
  card: accepted(),
  allow_redisplay: oneOf('always', 'limited', 'unspecified'),
}

export const paymentMethodRoutes: Route[] = [
  route('POST', '/v1/payment_methods', createShape, ({ world, params }) => createMethod(world, params)),
  route('GET', '/v1/payment_methods', listShape, ({ world, params }) =>
    listMethods(world, params, params.customer, '/v1/payment_methods'),
  ),
  route('GET', '/v1/payment_methods/:id', {}, ({ world, id }) =>
    show(world, 'payment_method', usable(world, id, 'id')),
  ),
  route('POST', '/v1/payment_methods/:id', updateShape, ({ world, id, params }) => {
    const before = mustFind(world, 'payment_method', id)
    const patch = { metadata: mergeMetadata(before.metadata ?? {}, params.metadata) }
    return show(world, 'payment_method', changeAndTell(world, 'payment_method', id, patch, 'payment_method.updated'))
  }),
  route(
    'POST',
    '/v1/payment_methods/:id/attach',
    { customer: need(text()), customer_balance: bool() },
    ({ world, id, params }) => {
      mustFind(world, 'customer', params.customer, 'customer')
      return show(world, 'payment_method', attach(world, usable(world, id).id, params.customer))
    },
  ),
  route('POST', '/v1/payment_methods/:id/detach', {}, ({ world, id }) => detach(world, id)),
  route('GET', '/v1/customers/:id/payment_methods', listShape, ({ world, id, params }) =>
    listMethods(world, params, mustFind(world, 'customer', id).id, `/v1/customers/${id}/payment_methods`),
  ),
]
