// The hosted Checkout page: lines, promotion code, test cards. Invariant: what it shows as due is what will be charged.
import { findCode, refusalOf } from '../catalog/promotion-codes.ts'
import { completeSession, liveIn, needsMethod } from '../checkout/complete-session.ts'
import { amountFields, sessionAmounts } from '../checkout/session-amounts.ts'
import { change } from '../state/change.ts'
import type { CheckoutSessionRow } from '../state/rows.ts'
import { failAuthentication } from '../payments/intents.ts'
import type { World } from '../state/world.ts'
import { COUNTRIES } from '../tax/vat-rates.ts'
import { cardChoice } from './card-choice.ts'
import { day, money, rhythm } from './format.ts'
import { html, type Html } from './html.ts'
import { notFound, page, redirect, type PageAnswer } from './page.ts'
import type { PageCall, Pages } from './page-call.ts'

export const checkoutPages: Pages = {
  get({ world, rest: [id = '', step], query }) {
    const session = world.store.get('checkout.session', id)
    if (!session) return notFound()
    if (session.status !== 'open') return closedPage(session)
    return step === 'authenticate'
      ? authenticatePage(session, query.get('card') ?? '')
      : checkoutPage(world, session, null)
  },
  post(call) {
    const {
      world,
      rest: [id = '', step],
      form,
    } = call
    const session = world.store.get('checkout.session', id)
    if (!session) return notFound()
    if (session.status !== 'open') return closedPage(session)
    if (step === 'country') return chooseCountry(world, session, form.get('country') ?? '')
    if (step === 'promotion') return applyCode(world, session, form.get('code') ?? '')
    if (step === 'authenticate' && form.get('result') !== 'pass') return failed(world, session)
    if (step === 'pay' || step === 'authenticate') return pay(call, session, step === 'authenticate')
    return notFound()
  },
}

function pay({ world, form }: PageCall, session: CheckoutSessionRow, authenticated: boolean): PageAnswer {
  if (session.sim.tax?.country === null)
    return checkoutPage(world, session, 'Choose your country first, so that tax can be counted.')
  const card = form.get('card')
  const method = needsMethod(session) || card ? (card ?? 'pm_card_visa') : null
  const completion = completeSession(world, session.id, { method, authenticated, email: form.get('email') })
  if (completion.result === 'authenticate')
    return redirect(`/sim/checkout/${session.id}/authenticate?card=${encodeURIComponent(card ?? '')}`)
  if (completion.result === 'declined') return checkoutPage(world, session, completion.message)
  return redirect(leaving(session.success_url, session.id))
}

function failed(world: World, session: CheckoutSessionRow): PageAnswer {
  const { intent } = world.store.get('checkout.session', session.id)?.sim ?? {}
  if (intent) failAuthentication(world, intent)
  return checkoutPage(world, session, 'Your bank could not confirm that it is you. Try again or choose another card.')
}

function leaving(url: string | null, session: string): string {
  return (url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session)
}

function chooseCountry(world: World, session: CheckoutSessionRow, country: string): PageAnswer {
  if (!session.sim.tax) return notFound()
  if (!COUNTRIES.includes(country)) return checkoutPage(world, session, 'Choose one of the countries.')
  liveIn(world, session.id, country)
  return redirect(`/sim/checkout/${session.id}`)
}

function applyCode(world: World, session: CheckoutSessionRow, text: string): PageAnswer {
  if (!session.allow_promotion_codes) return notFound()
  const code = findCode(world, text)
  const refusal =
    text === ''
      ? null
      : code
        ? refusalOf(world, code, {
            customer: session.customer,
            subtotal: session.amount_subtotal ?? 0,
            currency: session.currency ?? '',
          })
        : 'This code is invalid.'
  if (refusal !== null) return checkoutPage(world, session, refusal)
  const discount = text === '' || !code ? null : { coupon: code.promotion.coupon, promotionCode: code.id }
  const sim = { ...session.sim, discount }
  change(world, 'checkout.session', session.id, { sim, ...amountFields(world, sim) })
  return redirect(`/sim/checkout/${session.id}`)
}

function checkoutPage(world: World, session: CheckoutSessionRow, error: string | null): PageAnswer {
  const verb =
    session.mode === 'subscription'
      ? 'Subscribe'
      : session.mode === 'setup'
        ? 'Save card'
        : `Pay ${money(session.amount_total ?? 0, session.currency ?? 'usd')}`
  const body = html`<h1>${session.mode === 'setup' ? 'Save a card' : 'Checkout'}</h1>
    ${error === null ? '' : html`<p class="error" role="alert">${error}</p>`}
    ${session.mode === 'setup' ? '' : orderSection(world, session)}
    <form method="post" action="/sim/checkout/${session.id}/pay">
      <section>
        ${session.customer_details?.email ? html`<p>Paying as ${session.customer_details.email}</p>` : emailField()}
        ${needsMethod(session) ? cardChoice() : html`<p>No card is needed.</p>`}
        <button class="full">${verb}</button>
      </section>
    </form>
    ${session.cancel_url ? html`<p><a href="${leaving(session.cancel_url, session.id)}">Cancel and go back</a></p>` : ''}`
  return page('Checkout', body, { status: error === null ? 200 : 422, formTargets: [session.success_url ?? ''] })
}

function emailField(): Html {
  return html`<p>
    <label class="top" for="email">E-mail</label
    ><input type="email" id="email" name="email" required autocomplete="email" />
  </p>`
}

function orderSection(world: World, session: CheckoutSessionRow): Html {
  const { lines, discount, tax, total } = sessionAmounts(world, session.sim)
  const currency = session.currency ?? 'usd'
  return html`<section>
    <h2>Your order</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col" class="amount">Due now</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(({ description, price, quantity, amount_subtotal: amount }) => {
          const full = `${money((price?.unit_amount ?? 0) * (quantity ?? 1), currency)} ${rhythm(price?.recurring ?? null)}`
          return html`<tr>
            <td>${quantity === 1 ? '' : `${quantity} × `}${description}<br /><span class="soft">${full}</span></td>
            <td class="amount">${money(amount, currency)}</td>
          </tr>`
        })}
        ${
          discount > 0
            ? html`<tr>
                <td>Discount</td>
                <td class="amount">−${money(discount, currency)}</td>
              </tr>`
            : ''
        }
        ${
          session.sim.tax
            ? html`<tr>
                <td>Tax</td>
                <td class="amount">${session.sim.tax.country === null ? 'by your country' : money(tax, currency)}</td>
              </tr>`
            : ''
        }
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total due today</th>
          <td class="amount">${money(total, currency)}</td>
        </tr>
      </tfoot>
    </table>
    ${trialNote(world, session)} ${countryForm(session)} ${promotionForm(session)}
  </section>`
}

function trialNote(world: World, { sim }: CheckoutSessionRow): Html | null {
  const { trialDays, trialEnd } = sim.subscriptionData
  const end = trialDays === null ? trialEnd : world.now() + trialDays * 86400
  return end === null ? null : html`<p>Free trial until ${day(end)}; the first payment is due then.</p>`
}

function countryForm({ id, sim: { tax } }: CheckoutSessionRow): Html | null {
  if (!tax) return null
  const names = new Intl.DisplayNames('en', { type: 'region' })
  const known = COUNTRIES.map((code) => ({ code, name: names.of(code) ?? code }))
  const sorted = known.toSorted((a, b) => a.name.localeCompare(b.name))
  return html`<form method="post" action="/sim/checkout/${id}/country" class="row">
    <div class="grow">
      <label class="top" for="country">Billing country</label
      ><select id="country" name="country" required>
        ${tax.country === null ? html`<option value="">Choose …</option>` : ''}
        ${sorted.map(
          ({ code, name }) =>
            html`<option value="${code}" ${code === tax.country ? html`selected` : ''}>${name}</option>`,
        )}
      </select>
    </div>
    <button class="plain">Update</button>
  </form>`
}

function promotionForm(session: CheckoutSessionRow): Html | null {
  if (!session.allow_promotion_codes) return null
  const has = session.sim.discount !== null
  return html`<form method="post" action="/sim/checkout/${session.id}/promotion" class="row">
    ${
      has
        ? html`<p class="good grow">A promotion code is applied.</p>
            <input type="hidden" name="code" value="" /><button class="plain">Remove code</button>`
        : html`<div class="grow">
              <label class="top" for="code">Promotion code</label
              ><input type="text" id="code" name="code" autocomplete="off" autocapitalize="characters" />
            </div>
            <button class="plain">Apply</button>`
    }
  </form>`
}

function authenticatePage(session: CheckoutSessionRow, card: string): PageAnswer {
  const { id, amount_total: amount, currency, success_url: success } = session
  return page(
    'Confirm your payment',
    html`<h1>Confirm with your bank</h1>
      <section>
        <p>
          This is where 3D Secure would ask whether the
          payment${amount ? ` of ${money(amount, currency ?? 'usd')}` : ''} is yours.
        </p>
        <form method="post" action="/sim/checkout/${id}/authenticate" class="actions">
          <input type="hidden" name="card" value="${card}" />
          <button name="result" value="pass">Complete authentication</button>
          <button name="result" value="fail" class="plain">Fail authentication</button>
        </form>
      </section>`,
    { formTargets: [success ?? ''] },
  )
}

function closedPage(session: CheckoutSessionRow): PageAnswer {
  const done = session.status === 'complete'
  const back = done ? session.success_url : session.cancel_url
  const text = done ? 'This order has been paid for.' : 'This order has expired and can no longer be paid.'
  return page(
    'Checkout',
    html`<h1>Checkout is closed</h1>
      <p>${text}</p>
      ${back ? html`<p><a href="${leaving(back, session.id)}">Go back to the shop</a></p>` : ''}`,
    { status: done ? 200 : 410 },
  )
}
