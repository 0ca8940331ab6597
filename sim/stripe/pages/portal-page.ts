// The hosted customer portal: routes of its actions. Invariant: whoever has the address acts for its one customer, and for nobody else.
import { setDefaultMethod } from '../catalog/customers.ts'
import { attach, usable } from '../payments/payment-methods.ts'
import { cancelSubscription } from '../subscriptions/cancel-subscription.ts'
import { currentPeriod } from '../subscriptions/items.ts'
import { updateSubscription } from '../subscriptions/update-subscription.ts'
import { changeAndTell, tell } from '../state/change.ts'
import type { PortalSessionRow, SubscriptionRow } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { payOpen } from './invoice-page.ts'
import { notFound, redirect, type PageAnswer } from './page.ts'
import { portalHome, switchPage } from './portal-view.ts'
import type { Pages } from './page-call.ts'
import { priceChoices, switchBehavior } from './switch-choices.ts'

const lifetime = 3600

export const portalPages: Pages = {
  get({ world, rest: [secret = '', step], query }) {
    const session = sessionOf(world, secret)
    if (!session) return notFound()
    if (step !== 'switch') return portalHome(world, session, query.get('done'))
    const subscription = ownSubscription(world, session, query.get('subscription'))
    const price = subscription && priceChoices(world, session, subscription).find(({ id }) => id === query.get('price'))
    return subscription && price ? switchPage(world, session, subscription, price) : notFound()
  },
  post({ world, rest: [secret = '', step = ''], form }) {
    const session = sessionOf(world, secret)
    if (!session) return notFound()
    const back = (done: string) => redirect(`/sim/portal/${secret}?done=${done}`)
    if (step === 'card') return replaceCard(world, session.customer, form.get('card') ?? 'pm_card_visa', back)
    if (step === 'pay') return payInvoice(world, session, form.get('invoice'), back)
    const subscription = ownSubscription(world, session, form.get('subscription'))
    if (!subscription) return notFound()
    if (step === 'cancel') return cancel(world, session, subscription, back)
    if (step === 'restore') return restore(world, subscription, back)
    return step === 'switch' ? switchPlan(world, session, subscription, form.get('price'), back) : notFound()
  },
}

// As with Stripe, the link works for an hour.
function sessionOf(world: World, secret: string): PortalSessionRow | undefined {
  const [session] = world.store.by('billing_portal.session', 'secret', secret)
  return session && session.created + lifetime > world.now() ? session : undefined
}

function ownSubscription(world: World, { customer }: PortalSessionRow, id: string | null): SubscriptionRow | undefined {
  const subscription = world.store.get('subscription', id)
  return subscription?.customer === customer ? subscription : undefined
}

type Back = (done: string) => PageAnswer

// The portal writes cancel_at and leaves the flag alone: integrations that only look at the flag miss it.
function cancel(
  world: World,
  { configuration }: PortalSessionRow,
  subscription: SubscriptionRow,
  back: Back,
): PageAnswer {
  const { mode, enabled } = world.store.get('billing_portal.configuration', configuration)?.features
    .subscription_cancel ?? { mode: 'at_period_end', enabled: true }
  if (!enabled) return notFound()
  if (mode === 'immediately') cancelSubscription(world, subscription.id, {})
  else updateSubscription(world, subscription.id, { cancel_at: currentPeriod(subscription).end })
  return back('cancel')
}

function restore(world: World, { id, cancel_at_period_end: flag }: SubscriptionRow, back: Back): PageAnswer {
  updateSubscription(world, id, flag ? { cancel_at_period_end: false } : { cancel_at: null })
  return back('restore')
}

function switchPlan(
  world: World,
  session: PortalSessionRow,
  subscription: SubscriptionRow,
  price: string | null,
  back: Back,
): PageAnswer {
  const [item] = subscription.items.data
  const chosen = priceChoices(world, session, subscription).find(({ id }) => id === price)
  if (!item || !chosen) return notFound()
  updateSubscription(world, subscription.id, {
    items: [{ id: item.id, price: chosen.id }],
    proration_behavior: switchBehavior(world, session),
  })
  return back('switch')
}

function replaceCard(world: World, customer: string, card: string, back: Back): PageAnswer {
  const method = attach(world, usable(world, card).id, customer)
  setDefaultMethod(world, customer, method.id)
  tell(world, 'customer', customer, 'customer.updated')
  for (const { id, status } of world.store.by('subscription', 'customer', customer)) {
    if (status !== 'canceled')
      changeAndTell(world, 'subscription', id, { default_payment_method: method.id }, 'customer.subscription.updated')
  }
  return back('card')
}

function payInvoice(world: World, { customer }: PortalSessionRow, id: string | null, back: Back): PageAnswer {
  const invoice = world.store.get('invoice', id)
  if (invoice?.customer !== customer || invoice.status !== 'open') return notFound()
  const [method] = world.store.by('payment_method', 'customer', customer)
  const done = back('pay')
  return payOpen(world, invoice, method?.id ?? 'pm_card_visa', done.kind === 'redirect' ? done.to : '/sim/')
}
