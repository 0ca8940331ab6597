// The frame of every hosted page and what an answer to a browser is. Invariant: no script, no inline style, nothing is cached, and the
// address of a page, which is its key, is sent to nobody.
import { html, type Html } from './html.ts'

export type PageAnswer =
  | {
      kind: 'page'
      status: number
      title: string
      body: Html
      wide?: boolean
      /** Origins a form may end up at. */ formTargets?: string[]
    }
  | { kind: 'redirect'; to: string; cookie?: string }
  | { kind: 'file'; type: string; body: string }

export function page(
  title: string,
  body: Html,
  more: { status?: number; wide?: boolean; formTargets?: string[] } = {},
): PageAnswer {
  return { kind: 'page', status: 200, title, body, ...more }
}

export function redirect(to: string): PageAnswer {
  return { kind: 'redirect', to }
}

export const notFound = (): PageAnswer =>
  page(
    'Not found',
    html`<h1>Not found</h1>
      <p>There is no such page, or it has been used already.</p>`,
    { status: 404 },
  )

export function document({ title, body, wide = false }: { title: string; body: Html; wide?: boolean }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – simulated Stripe</title>
        <link rel="stylesheet" href="/sim/assets/sim.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header><p class="notice">Simulated payments: no card is charged and no money moves.</p></header>
        <main${wide ? html` class="wide"` : ''}>${body}</main>
      </body>
    </html>`.markup
}

/** Headers of a page; a form may only be sent here and to where the page was told to lead back. */
export function pageHeaders(formTargets: string[] = []): Record<string, string> {
  const origins = formTargets.filter((target) => URL.canParse(target)).map((target) => new URL(target).origin)
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self' data:; form-action ${["'self'", ...new Set(origins)].join(' ')}; frame-ancestors 'none'; base-uri 'none'`,
  }
}
