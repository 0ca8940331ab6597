// What the control page shows: the newest rows of what matters, each with what can be done to it.
import type { Kind, Tables } from '../state/tables.ts'
import type { World } from '../state/world.ts'
import { money, moment } from './format.ts'
import { html, type Html } from './html.ts'
import { page, type PageAnswer } from './page.ts'

const shown = 25

export function controlView(world: World, done: string | null): PageAnswer {
  const body = html`<h1>Simulator</h1>
    ${done === null ? '' : html`<p class="good" role="status">Done: ${done}.</p>`}
    <section>
      <h2>Time</h2>
      <p>It is ${moment(world.now())}. The shop's own tools move the clock.</p>
    </section>
    ${customers(world)} ${payments(world)} ${disputes(world)} ${refunds(world)} ${failNext()} ${events(world)}`
  return page('Simulator', body, { wide: true })
}

function newest<K extends Kind>(world: World, kind: K, limit: number): Tables[K][] {
  const rows: Tables[K][] = []
  for (const row of world.store.newest(kind)) if (rows.push(row) === limit) break
  return rows
}

function table(title: string, heads: string[], rows: Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    ${
      rows.length === 0
        ? html`<p class="soft">Nothing yet.</p>`
        : html`<div class="scroll stacked" tabindex="0" role="region" aria-label="${title}">
            <table>
              <thead>
                <tr>
                  ${heads.map((head) => html`<th scope="col">${head}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>
          </div>`
    }
  </section>`
}

function button(action: string, label: string, fields: Record<string, string>): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  return html`<form method="post" action="/sim/control/${action}">
    ${hidden}<button class="small plain">${label}</button>
  </form>`
}

function customers(world: World): Html {
  const rows = newest(world, 'customer', shown).map((customer) => {
    const subscriptions = world.store
      .by('subscription', 'customer', customer.id)
      .map(({ id, status }) => html`<code>${id}</code> ${status}<br />`)
    const outcome = world.outcomes.get(customer.id) ?? 'as the card'
    const choose = html`<form method="post" action="/sim/control/outcome" class="actions">
      <input type="hidden" name="customer" value="${customer.id}" />
      <select name="outcome" aria-label="Payments of ${customer.email ?? customer.id}">
        ${['as the card', 'pay', 'decline', 'insufficient_funds', 'authentication_required', 'expired_card'].map((name) => html`<option value="${name}" ${name === outcome ? html` selected` : ''}>${name}</option>`)}
      </select>
      <button class="small plain">Set</button>
    </form>`
    return html`<tr>
      <td>${customer.email ?? '–'}<br /><code>${customer.id}</code></td>
      <td>${subscriptions}</td>
      <td>${choose}</td>
    </tr>`
  })
  return table('Customers', ['Customer', 'Subscriptions', 'Their payments'], rows)
}

function payments(world: World): Html {
  const rows = newest(world, 'charge', shown).map(
    ({ id, amount, amount_refunded: back, currency, status, created, customer, disputed, payment_intent: intent }) => {
      const left = amount - back
      const actions =
        status === 'pending'
          ? [
              button('settle', 'Arrives', { intent: intent ?? '', as: 'succeeded' }),
              button('settle', 'Fails', { intent: intent ?? '', as: 'failed' }),
            ]
          : status === 'succeeded' && left > 0
            ? [
                button('refund', 'Refund', { charge: id }),
                left > 1 ? button('refund', 'Refund half', { charge: id, amount: String(Math.floor(left / 2)) }) : null,
                disputed ? null : button('dispute', 'Dispute', { charge: id, kind: 'chargeback' }),
                disputed ? null : button('dispute', 'Inquire', { charge: id, kind: 'inquiry' }),
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
    const open = !['won', 'lost', 'warning_closed', 'prevented'].includes(status)
    const actions = open
      ? [
          button('close-dispute', 'Win', { dispute: id, as: 'won' }),
          button('close-dispute', 'Lose', { dispute: id, as: 'lost' }),
        ]
      : []
    return html`<tr>
      <td>${moment(created)}</td>
      <td>${money(amount, currency)}</td>
      <td>${status}</td>
      <td><div class="actions">${actions}</div></td>
    </tr>`
  })
  return table('Disputes', ['When', 'Amount', 'State', 'Actions'], rows)
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

function failNext(): Html {
  const kinds = {
    '500': 'answers 500',
    '409': 'answers 409',
    '429': 'answers 429',
    timeout: 'never answers',
    reset: 'drops the connection',
    'lost-reply': 'works but its answer is lost',
  }
  return html`<section>
    <h2>Next API call</h2>
    <form method="post" action="/sim/control/fail-next" class="row">
      <div class="grow">
        <label class="top" for="kind">The next call to Stripe</label>
        <select id="kind" name="kind">
          ${Object.entries(kinds).map(([value, label]) => html`<option value="${value}">${label}</option>`)}
        </select>
      </div>
      <button>Make it so</button>
    </form>
  </section>`
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
      <td>${button('replay', 'Send again', { event: id })}</td>
    </tr>`
  })
  return table('Events', ['When', 'Event', 'Delivery', 'Actions'], rows)
}
