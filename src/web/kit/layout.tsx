// Every page's frame: head, header with navigation, what just happened, footer. Gives the whole document as a string.
// Invariant: no inline script, style or event attribute, so the strict content security policy needs no exception.
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Notice, type NoticeText } from './components/notice.tsx'
import { DemoStrip, Footer } from './layout-edges.tsx'
import { Header, type Viewer } from './layout-header.tsx'

/** Where a built file is served, with its content hash. */
export interface Assets {
  url(name: string): string
}

export interface Frame {
  title: string
  /** The page's path: marks the place in the navigation. */
  path: string
  viewer: Viewer | null
  csrf: string
  notice?: NoticeText | null
  /** The simulator's controls are the owner's alone. */
  demo: { simulatorUrl: string | null; rehearsalUrl: string | null; mailUrl: string } | null
  assets: Assets
  /** Of the content security policy, when scripts are allowed by nonce. */
  nonce?: string
  /** The page waits for something: browsers without script reload it so often. */
  refreshSeconds?: number
}

/** A module is loaded where the page has an element it serves: nothing for a route to forget. */
const MODULES = [
  ['data-copy=', 'copy-button.js'],
  ['data-hook="device-key"', 'device-key.js'],
  ['data-download', 'device-key.js'],
  ['data-hook="passkey"', 'passkey.js'],
  ['data-refresh=', 'auto-refresh.js'],
] as const

/** The whole document around a page's body, ready to send as text/html. */
export function page(frame: Frame, body: VNode): string {
  const main = renderToString(body)
  const modules = [...new Set(MODULES.filter(([mark]) => main.includes(mark)).map(([, name]) => name))]
  return `<!doctype html>${renderToString(<Document frame={frame} modules={modules} main={main} />)}`
}

function Document({ frame, modules, main }: { frame: Frame; modules: string[]; main: string }) {
  const inPortal = frame.viewer !== null
  return (
    <html lang="en">
      <Head frame={frame} modules={modules} />
      <body class="flex min-h-dvh flex-col">
        <a
          href="#main"
          class="sr-only z-50 rounded-field bg-neutral px-4 py-2 font-semibold text-neutral-content focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to content
        </a>
        {frame.demo && <DemoStrip {...frame.demo} />}
        <Header path={frame.path} viewer={frame.viewer} csrf={frame.csrf} />
        <main id="main" tabIndex={-1} class="mx-auto w-full max-w-6xl flex-1 px-4 pt-8 pb-14 outline-none sm:px-6">
          {frame.notice && <Notice {...frame.notice} />}
          {/* Rendered above from escaped views, to see which modules it needs. */}
          <div id="page" dangerouslySetInnerHTML={{ __html: main }} />
        </main>
        <Footer roomForDock={inPortal} />
      </body>
    </html>
  )
}

function Head({ frame, modules }: { frame: Frame; modules: string[] }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${frame.title} · Turnpike`}</title>
      <link rel="stylesheet" href={frame.assets.url('app.css')} />
      <link rel="icon" type="image/svg+xml" href={frame.assets.url('icon.svg')} />
      {frame.refreshSeconds !== undefined && (
        <noscript>
          <meta http-equiv="refresh" content={String(frame.refreshSeconds)} />
        </noscript>
      )}
      {modules.map((name) => (
        <script key={name} type="module" src={frame.assets.url(name)} nonce={frame.nonce} />
      ))}
    </head>
  )
}
