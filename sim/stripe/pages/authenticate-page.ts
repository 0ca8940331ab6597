// 3D Secure for a payment or setup intent outside Checkout: an invoice that asks for the customer.
import { afterIntent } from '../payments/follow-intent.ts'
import { confirmIntent, failAuthentication } from '../payments/intents.ts'
import { usable } from '../payments/payment-methods.ts'
import { confirmSetup } from '../payments/setup-intents.ts'
import { mustFind } from '../state/change.ts'
import { html } from './html.ts'
import { notFound, page, type PageAnswer } from './page.ts'
import type { Pages } from './page-call.ts'

export const authenticatePages: Pages = {
  get({ world, rest: [id = ''] }) {
    const intent = world.store.get('payment_intent', id) ?? world.store.get('setup_intent', id)
    if (!intent) return notFound()
    if (intent.status !== 'requires_action') return done(intent.status === 'succeeded')
    return page(
      'Confirm your payment',
      html`<h1>Confirm with your bank</h1>
        <section>
          <p>This is where 3D Secure would ask whether the payment is yours.</p>
          <form method="post" action="/sim/authenticate/${id}" class="actions">
            <button name="result" value="pass">Complete authentication</button>
            <button name="result" value="fail" class="plain">Fail authentication</button>
          </form>
        </section>`,
    )
  },
  post({ world, rest: [id = ''], form }) {
    const passed = form.get('result') === 'pass'
    const setup = world.store.get('setup_intent', id)
    if (setup) {
      if (passed && setup.payment_method) confirmSetup(world, id, usable(world, setup.payment_method), true)
      return done(passed)
    }
    const intent = mustFind(world, 'payment_intent', id)
    if (intent.status !== 'requires_action' || intent.payment_method === null)
      return done(intent.status === 'succeeded')
    const method = usable(world, intent.payment_method)
    afterIntent(
      world,
      passed ? confirmIntent(world, id, method, { authenticated: true }) : failAuthentication(world, id),
    )
    return done(passed)
  },
}

function done(passed: boolean): PageAnswer {
  return page(
    'Confirmation',
    passed
      ? html`<h1>Confirmed</h1>
          <p>You can close this page.</p>`
      : html`<h1>Not confirmed</h1>
          <p class="error" role="alert">The payment was not confirmed.</p>`,
  )
}
