// What the portal shows. Invariant: the preview of a switch is computed by the same function that makes the switch.
import { previewChange } from '../invoices/preview-invoice.ts'
import { currentPeriod, withPrice } from '../subscriptions/items.ts'
import { planChange } from '../subscriptions/plan-change.ts'
import type { InvoiceRow, PortalSessionRow, PriceRow, SubscriptionRow } from '../state/rows.ts'
import { idOf } from '../state/rows.ts'
import type { World } from '../state/world.ts'
import { cardChoice } from './card-choice.ts'
import { day, money, rhythm } from './format.ts'
import { html, type Html } from './html.ts'
import { linesTable } from './invoice-lines.ts'
import { notFound, page, type PageAnswer } from './page.ts'
import { priceChoices, switchBehavior } from './switch-choices.ts'

const doneTexts: Record<string, string> = {
  cancel: 'Your subscription will end.',
  restore: 'Your subscription goes on.',
  switch: 'Your plan was changed.',
  card: 'Your card was replaced.',
  pay: 'The invoice was paid.',
}

export function portalHome(world: World, session: PortalSessionRow, done: string | null): PageAnswer {
  const customer = world.store.get('customer', session.customer)
  const subscriptions = world.store.by('subscription', 'customer', session.customer)
  const invoices = world.store.by('invoice', 'customer', session.customer).filter(({ status }) => status !== 'draft')
  const text = done === null ? undefined : doneTexts[done]
  const body = html`<h1>Your billing</h1>
    ${text ? html`<p class="good" role="status">${text}</p>` : ''}
    ${subscriptions.length === 0 ? html`<section><p>You have no subscription.</p></section>` : ''}
    ${subscriptions.map((subscription) => subscriptionSection(world, session, subscription))}
    <section>
      <h2>Card</h2>
      ${cardForm(world, session, idOf(customer?.invoice_settings.default_payment_method) ?? subscriptions[0]?.default_payment_method ?? null)}
    </section>
    <section>
      <h2>Invoices</h2>
      ${invoicesTable(session, invoices)}
    </section>
    ${session.return_url ? html`<p><a href="${session.return_url}">Go back to the shop</a></p>` : ''}`
  return page('Your billing', body)
}

function nameOf(world: World, price: { product: string | { id: string } }): string {
  return world.store.get('product', idOf(price.product))?.name ?? 'Subscription'
}

function subscriptionSection(world: World, session: PortalSessionRow, subscription: SubscriptionRow): Html {
  const [item] = subscription.items.data
  const { end } = currentPeriod(subscription)
  const ending = subscription.cancel_at !== null && subscription.status !== 'canceled'
  const next =
    subscription.status === 'canceled'
      ? `Ended on ${day(subscription.ended_at ?? end)}`
      : ending
        ? `Ends on ${day(subscription.cancel_at ?? end)}`
        : `Renews on ${day(end)}`
  return html`<section>
    <h2>${item ? nameOf(world, item.price) : 'Subscription'}</h2>
    <dl>
      <dt>State</dt>
      <dd>${subscription.status}</dd>
      <dt>Price</dt>
      <dd>
        ${item ? `${money(item.price.unit_amount ?? 0, item.price.currency)} ${rhythm(item.price.recurring)}` : ''}
      </dd>
      <dt>Next</dt>
      <dd>${next}</dd>
    </dl>
    ${subscription.status === 'canceled' ? '' : html`${endForm(session, subscription.id, ending)} ${switchForm(world, session, subscription)}`}
  </section>`
}

function endForm({ sim }: PortalSessionRow, subscription: string, ending: boolean): Html {
  const [step, label] = ending ? ['restore', 'Keep my subscription'] : ['cancel', 'Cancel subscription']
  return html`<form method="post" action="/sim/portal/${sim.secret}/${step}">
    <p><input type="hidden" name="subscription" value="${subscription}" /><button class="plain">${label}</button></p>
  </form>`
}

function switchForm(world: World, session: PortalSessionRow, subscription: SubscriptionRow): Html | null {
  const prices = priceChoices(world, session, subscription)
  if (prices.length === 0) return null
  return html`<form method="get" action="/sim/portal/${session.sim.secret}/switch" class="row">
    <input type="hidden" name="subscription" value="${subscription.id}" />
    <div class="grow">
      <label class="top" for="price-${subscription.id}">Change plan</label>
      <select id="price-${subscription.id}" name="price">
        ${prices.map((price) => html`<option value="${price.id}">${nameOf(world, price)}, ${money(price.unit_amount ?? 0, price.currency)} ${rhythm(price.recurring)}</option>`)}
      </select>
    </div>
    <button class="plain">Preview</button>
  </form>`
}

export function switchPage(
  world: World,
  session: PortalSessionRow,
  subscription: SubscriptionRow,
  price: PriceRow,
): PageAnswer {
  const [item, ...others] = subscription.items.data
  if (!item) return notFound()
  const behavior = switchBehavior(world, session)
  const change = planChange(world, subscription, [withPrice(item, price, item.quantity ?? 1), ...others], {
    at: world.now(),
    behavior,
    resetAnchor: false,
  })
  const preview = previewChange(world, subscription, change, behavior, subscription.discounts)
  const when = change.resets || behavior === 'always_invoice' ? 'now' : `on ${day(currentPeriod(subscription).end)}`
  return page(
    'Change plan',
    html`<h1>Change to ${nameOf(world, price)}</h1>
      <section>
        <h2>You pay ${money(preview.amount_due, preview.currency)} ${when}</h2>
        ${linesTable(preview)}
        <form method="post" action="/sim/portal/${session.sim.secret}/switch">
          <input type="hidden" name="subscription" value="${subscription.id}" />
          <input type="hidden" name="price" value="${price.id}" />
          <p><button class="full">Confirm the change</button></p>
        </form>
        <p><a href="/sim/portal/${session.sim.secret}">Go back</a></p>
      </section>`,
  )
}

function cardForm(world: World, { sim }: PortalSessionRow, current: string | null): Html {
  const card = world.store.get('payment_method', current)?.card
  return html`<p>${card ? `Your card is ${card.brand} …${card.last4}.` : 'There is no card on file.'}</p>
    <details>
      <summary>Replace card</summary>
      <form method="post" action="/sim/portal/${sim.secret}/card">
        ${cardChoice({ legend: 'New card', debits: false })}<button>Save card</button>
      </form>
    </details>`
}

function invoicesTable({ sim }: PortalSessionRow, invoices: InvoiceRow[]): Html {
  if (invoices.length === 0) return html`<p>There are no invoices yet.</p>`
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Invoice</th>
        <th scope="col">State</th>
        <th scope="col" class="amount">Amount</th>
      </tr>
    </thead>
    <tbody>
      ${invoices.map(
        (invoice) =>
          html`<tr>
            <td>
              <a href="/sim/invoice/${invoice.sim.secret}">${invoice.number}</a><br /><span class="soft"
                >${day(invoice.created)}</span
              >
              ${invoice.status === 'open' ? html`<form method="post" action="/sim/portal/${sim.secret}/pay"><input type="hidden" name="invoice" value="${invoice.id}" /><button class="small">Pay ${invoice.number}</button></form>` : ''}
            </td>
            <td>${invoice.status}</td>
            <td class="amount">${money(invoice.amount_due, invoice.currency)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
