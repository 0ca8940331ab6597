// The control page at /sim/: who is there, what was paid, what was told, and buttons for what no customer can do. Invariant: without the
// control token, once in the address and then in a cookie for /sim only, it shows and does nothing.
import { isToken } from '../control/control-api.ts'
import { controlView } from './control-view.ts'
import { html } from './html.ts'
import { notFound, page, redirect } from './page.ts'
import type { PageCall, Pages } from './page-call.ts'

const cookieName = 'sim_control'

export const controlPages: Pages = {
  get(call) {
    const given = call.query.get('token')
    if (given !== null && isToken(given, call.controlToken)) {
      return {
        kind: 'redirect',
        to: '/sim/',
        cookie: `${cookieName}=${encodeURIComponent(given)}; Path=/sim; HttpOnly; SameSite=Strict`,
      }
    }
    if (!allowed(call))
      return page(
        'Simulator',
        html`<h1>Simulator</h1>
          <p>Open this page by the link that was printed at the start; it carries a token.</p>`,
        { status: 401 },
      )
    return controlView(call.world, call.query.get('done'))
  },
  post(call) {
    if (!allowed(call)) return notFound()
    const act = actions[call.rest[0] ?? '']
    if (!act) return notFound()
    act(call)
    return redirect(`/sim/?done=${call.rest[0] ?? ''}`)
  },
}

function allowed({ cookie, controlToken }: PageCall): boolean {
  const pair = cookie.split(/;\s*/).find((part) => part.startsWith(`${cookieName}=`))
  return isToken(pair === undefined ? null : decodeURIComponent(pair.slice(cookieName.length + 1)), controlToken)
}

const actions: Record<string, (call: PageCall) => void> = {
  refund: ({ control, form }) => {
    const amount = Number(form.get('amount') ?? '')
    control.refund(form.get('charge') ?? '', Number.isInteger(amount) && amount > 0 ? amount : undefined)
  },
  dispute: ({ control, form }) =>
    void control.openDispute(form.get('charge') ?? '', form.get('kind') === 'inquiry' ? 'inquiry' : 'chargeback'),
  'close-dispute': ({ control, form }) =>
    void control.closeDispute(form.get('dispute') ?? '', form.get('as') === 'won' ? 'won' : 'lost'),
  settle: ({ control, form }) =>
    void control.settlePayment(form.get('intent') ?? '', form.get('as') === 'failed' ? 'failed' : 'succeeded'),
  'fail-refund': ({ control, form }) => void control.failRefund(form.get('refund') ?? ''),
  replay: ({ control, form }) => control.replayEvent(form.get('event') ?? ''),
  'fail-next': ({ control, form }) => {
    const status = Number(form.get('kind'))
    const kind = form.get('kind')
    if (Number.isInteger(status)) control.failNext({ kind: 'error', status })
    else if (kind === 'timeout' || kind === 'reset' || kind === 'lost-reply') control.failNext({ kind })
  },
  outcome: ({ control, form }) => {
    const outcome = form.get('outcome')
    const known =
      outcome === 'pay' ||
      outcome === 'decline' ||
      outcome === 'insufficient_funds' ||
      outcome === 'authentication_required' ||
      outcome === 'expired_card'
    control.setOutcome(form.get('customer') ?? '', known ? outcome : null)
  },
}
