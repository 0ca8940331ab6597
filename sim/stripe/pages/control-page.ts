// The control page at /sim/: who is there, what was paid, what was told, and forms for what no customer can do. Invariant: without the
// control token, once in the address and then in a cookie for /sim only, it shows and does nothing.
import { actionNamed } from '../control/actions.ts'
import { isToken } from '../control/control-api.ts'
import { parseForm } from '../http/form-body.ts'
import { controlView } from './control-view.ts'
import { html } from './html.ts'
import { notFound, page, redirect, type PageAnswer } from './page.ts'
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
    return controlView(call, call.query.get('done'))
  },
  post(call) {
    const [name = ''] = call.rest
    const act = actionNamed(name)
    if (!allowed(call) || !act) return notFound()
    const answer = act(call.control, filledIn(call.form))
    return isSecret(answer) ? secretPage(answer.secret) : redirect(`/sim/?done=${name}`)
  },
}

function allowed({ cookie, controlToken }: PageCall): boolean {
  const pair = cookie.split(/;\s*/).find((part) => part.startsWith(`${cookieName}=`))
  return isToken(pair === undefined ? null : decodeURIComponent(pair.slice(cookieName.length + 1)), controlToken)
}

/** A form sends its empty fields too; to control a field that is empty was not given. */
function filledIn(form: URLSearchParams): ReturnType<typeof parseForm> {
  return parseForm(new URLSearchParams([...form].filter(([, value]) => value !== '')).toString())
}

function isSecret(answer: unknown): answer is { secret: string } {
  return typeof answer === 'object' && answer !== null && 'secret' in answer && typeof answer.secret === 'string'
}

function secretPage(secret: string): PageAnswer {
  return page(
    'New secret',
    html`<h1>New secret</h1>
      <section>
        <p>Events to this endpoint are signed with <code>${secret}</code> from now on. It is shown this once.</p>
        <p><a href="/sim/">Back to the simulator</a></p>
      </section>`,
  )
}
