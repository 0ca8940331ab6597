// What the control page shows: the newest rows of what matters, each with what can be done to it.
import type { World } from '../state/world.ts'
import { money, moment } from './format.ts'
import { html, type Html } from './html.ts'
import { page, type PageAnswer } from './page.ts'
import type { PageCall } from './page-call.ts'
import { callSection } from './call-section.ts'
import { button, chooser, newest, table } from './control-pieces.ts'
import { faultSection } from './fault-section.ts'
import { webhookSection } from './webhook-section.ts'

const shown = 25

export function controlView({ world, control }: PageCall, done: string | null): PageAnswer {
  const body = html`<h1>Simulator</h1>
    ${done === null ? '' : html`<p class="good" role="status">Done: ${done}.</p>`}
    <section>
      <h2>Time</h2>
      <p>It is ${moment(world.now())}. The shop's own tools move the clock.</p>
    </section>
    ${customers(world)} ${payments(world)} ${disputes(world)} ${refunds(world)} ${faultSection(control.waitingFaults())}
    ${webhookSection(control)} ${events(world)} ${callSection(control.calls())} ${resetSection()}`
  return page('Simulator', body, { wide: true })
}

function customers(world: World): Html {
  const rows = newest(world, 'customer', shown).map((customer) => {
    const subscriptions = world.store
      .by('subscription', 'customer', customer.id)
      .map(({ id, status }) => html`<code>${id}</code> ${status}<br />`)
    const cards = world.store
      .by('payment_method', 'customer', customer.id)
      .map((method) => [
        `${method.card?.brand ?? method.type} ${method.card?.last4 ?? ''}`,
        outcomeOf(world, method.id, `Payments with ${method.id}`),
      ])
    return html`<tr>
      <td>${customer.email ?? '–'}<br /><code>${customer.id}</code></td>
      <td>${subscriptions}</td>
      <td>${outcomeOf(world, customer.id, `Payments of ${customer.email ?? customer.id}`)}</td>
      <td>${cards}</td>
    </tr>`
  })
  return table('Customers', ['Customer', 'Subscriptions', 'Their payments', 'Payments with one card'], rows)
}

const outcomes = {
  card: 'as the card',
  pay: 'pay',
  decline: 'decline',
  insufficient_funds: 'insufficient_funds',
  authentication_required: 'authentication_required',
  expired_card: 'expired_card',
}

function outcomeOf(world: World, subject: string, named: string): Html {
  const chosen = world.outcomes.get(subject) ?? 'card'
  return chooser('outcome', 'outcome', { named, options: outcomes, chosen, fields: { subject } })
}

function payments(world: World): Html {
  const rows = newest(world, 'charge', shown).map(
    ({ id, amount, amount_refunded: back, currency, status, created, customer, disputed, payment_intent: intent }) => {
      const left = amount - back
      const actions =
        status === 'pending'
          ? [
              button('settle-payment', 'Arrives', { payment_intent: intent ?? '', as: 'succeeded' }),
              button('settle-payment', 'Fails', { payment_intent: intent ?? '', as: 'failed' }),
            ]
          : status === 'succeeded' && left > 0
            ? [
                button('refund', 'Refund', { charge: id }),
                left > 1 ? button('refund', 'Refund half', { charge: id, amount: String(Math.floor(left / 2)) }) : null,
                ...(disputed ? [] : disputeButtons(id)),
              ]
            : []
      return html`<tr>
        <td>${moment(created)}</td>
        <td>${money(amount, currency)}</td>
        <td>${status}${back > 0 ? `, ${money(back, currency)} back` : ''}${disputed ? ', disputed' : ''}</td>
        <td>${world.store.get('customer', customer)?.email ?? customer ?? '–'}</td>
        <td><div class="actions">${actions}</div></td>
      </tr>`
    },
  )
  return table('Payments', ['When', 'Amount', 'State', 'Customer', 'Actions'], rows)
}

function disputes(world: World): Html {
  const rows = newest(world, 'dispute', shown).map(({ id, amount, currency, status, created }) => {
    const actions = endsOf(status).map(([as, label]) => button('close-dispute', label, { dispute: id, as }))
    return html`<tr>
      <td>${moment(created)}</td>
      <td>${money(amount, currency)}</td>
      <td>${status}</td>
      <td><div class="actions">${actions}</div></td>
    </tr>`
  })
  return table('Disputes', ['When', 'Amount', 'State', 'Actions'], rows)
}

function disputeButtons(charge: string): Html[] {
  const kinds = { chargeback: 'Dispute', inquiry: 'Inquire', prevented: 'Prevented dispute' }
  return Object.entries(kinds).map(([kind, label]) => button('open-dispute', label, { charge, kind }))
}

/** How a dispute in this state may end, with what the button says. */
function endsOf(status: string): [as: string, label: string][] {
  if (['won', 'lost', 'warning_closed', 'prevented'].includes(status)) return []
  if (status.startsWith('warning'))
    return [
      ['warning_closed', 'Close'],
      ['prevented', 'Prevent'],
    ]
  return [
    ['won', 'Win'],
    ['lost', 'Lose'],
  ]
}

function refunds(world: World): Html {
  const rows = newest(world, 'refund', shown).map(
    ({ id, amount, currency, status, created }) =>
      html`<tr>
        <td>${moment(created)}</td>
        <td>${money(amount, currency)}</td>
        <td>${status}</td>
        <td>
          ${status === 'succeeded' || status === 'pending' ? button('fail-refund', 'Bounce', { refund: id }) : ''}
        </td>
      </tr>`,
  )
  return table('Refunds', ['When', 'Amount', 'State', 'Actions'], rows)
}

function events(world: World): Html {
  const rows = newest(world, 'event', 2 * shown).map(({ id, type, created, undelivered, objectJson }) => {
    // Every event's object has an id but for upcoming invoices.
    const object = JSON.parse(objectJson) as { id?: string }
    const state = undelivered === 0 ? 'delivered' : `${undelivered} open`
    return html`<tr>
      <td>${moment(created)}</td>
      <td>${type}<br /><code>${object.id ?? ''}</code></td>
      <td>${state}</td>
      <td>${button('replay-event', 'Send again', { event: id })}</td>
    </tr>`
  })
  return table('Events', ['When', 'Event', 'Delivery', 'Actions'], rows)
}

function resetSection(): Html {
  return html`<section>
    <h2>Forget everything</h2>
    <p>
      Everything at this Stripe is forgotten but its webhook endpoints: customers, prices, payments, events, and what is
      asked for on this page. The shop is not told, and still believes in its plans and customers.
    </p>
    <form method="post" action="/sim/control/reset">
      <label class="choice"><input type="checkbox" required /> <span>Customers and prices too</span></label>
      <button>Reset</button>
    </form>
  </section>`
}
