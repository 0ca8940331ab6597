// Routes and answers the hosted pages under /sim/. Invariant: a page acts only on POST, and each is reached by an unguessable address.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, send } from '../http/answer.ts'
import { ApiError } from '../http/errors.ts'
import { authenticatePages } from './authenticate-page.ts'
import { checkoutPages } from './checkout-page.ts'
import { controlPages } from './control-page.ts'
import { html } from './html.ts'
import { invoicePages } from './invoice-page.ts'
import { document, notFound, page, pageHeaders, type PageAnswer } from './page.ts'
import type { PageCall, PageNeeds, Pages } from './page-call.ts'
import { portalPages } from './portal-page.ts'
import { style } from './style.ts'

const pages: Record<string, Pages> = {
  checkout: checkoutPages,
  authenticate: authenticatePages,
  portal: portalPages,
  invoice: invoicePages,
  receipt: invoicePages,
  '': controlPages,
  control: controlPages,
  assets: { get: () => ({ kind: 'file', type: 'text/css; charset=utf-8', body: style }), post: notFound },
}

export function makePages(needs: PageNeeds): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const body = await readBody(request)
    const url = new URL(request.url ?? '/sim/', 'http://localhost')
    const [name = '', ...rest] = url.pathname.replace(/^\/sim\/?/, '').split('/')
    const found = pages[name]
    const isPost = request.method === 'POST'
    const call = {
      ...needs,
      rest,
      query: url.searchParams,
      form: new URLSearchParams(body),
      cookie: request.headers.cookie ?? '',
    }
    needs.catchUp()
    write(response, found ? answer(found, isPost, call) : notFound())
  }
}

// What the API would refuse is shown as a page with its sentence; anything else is a fault of the simulator and goes up.
function answer({ get, post }: Pages, isPost: boolean, call: PageCall): PageAnswer {
  try {
    return isPost ? post(call) : get(call)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 404 || error.body.code === 'resource_missing') return notFound()
    return page(
      'That did not work',
      html`<h1>That did not work</h1>
        <p class="error" role="alert">${error.message}</p>`,
      { status: error.status },
    )
  } finally {
    call.settle()
  }
}

function write(response: ServerResponse, answered: PageAnswer): void {
  if (answered.kind === 'redirect') {
    const cookie = answered.cookie === undefined ? {} : { 'set-cookie': answered.cookie }
    return send(response, {
      status: 303,
      headers: { location: answered.to, 'cache-control': 'no-store', ...cookie },
      body: '',
    })
  }
  if (answered.kind === 'file')
    return send(response, {
      status: 200,
      headers: { 'content-type': answered.type, 'x-content-type-options': 'nosniff' },
      body: answered.body,
    })
  send(response, { status: answered.status, headers: pageHeaders(answered.formTargets), body: document(answered) })
}
