// The gallery: every page in its frame, served on loopback under the product's strict policy. Run this file to look at it.
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { VNode } from 'preact'
import { z } from 'zod'
import { buildAssets } from '../../../scripts/build/assets.ts'
import { page, type Assets, type Frame } from '../../../src/web/kit/layout.tsx'
import { CHECKOUT_REFRESH_SECONDS } from '../../../src/web/portal/checkout-view.tsx'
import { ADMIN_PAGES } from './admin-pages.tsx'
import { PORTAL_PAGES } from './portal-pages.tsx'
import { VISITOR_PAGES } from './visitor-pages.tsx'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const KINDS: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' }

interface Gallery {
  origin: string
  /** What the device-key form was posted with, oldest first. */
  posted: URLSearchParams[]
  /** Paths of all pages, such as /portal/billing. */
  pages: string[]
  close(): Promise<void>
}

const VIEWERS: Record<string, Frame['viewer']> = {
  visitor: null,
  portal: { email: 'ana@example.com', role: 'customer', isAnonymous: false },
  admin: { email: 'owner@example.com', role: 'owner', isAnonymous: false },
}
const GROUPS: Record<string, Record<string, VNode>> = {
  visitor: VISITOR_PAGES,
  portal: PORTAL_PAGES,
  admin: ADMIN_PAGES,
}

export async function openGallery(): Promise<Gallery> {
  const folder = await mkdtemp(join(tmpdir(), 'gallery-'))
  await buildAssets(folder)
  const manifest = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
  const assets: Assets = { url: (name) => `/assets/${manifest[name] ?? name}` }
  const posted: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://gallery').pathname
    if (request.method === 'POST') {
      void text(request).then((body) => {
        posted.push(new URLSearchParams(body))
        response.writeHead(303, { location: '/portal/device-wireguard' }).end()
      })
      return
    }
    void answer(path, folder, assets).then(([status, kind, body]) => {
      response.writeHead(status, { 'content-type': kind, 'content-security-policy': POLICY }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The gallery has no port.')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    posted,
    pages: Object.entries(GROUPS).flatMap(([group, pages]) => Object.keys(pages).map((name) => `/${group}/${name}`)),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

async function answer(path: string, folder: string, assets: Assets): Promise<[number, string, string | Buffer]> {
  const [, group = '', name = ''] = path.split('/')
  if (group === 'assets' && /^[\w.-]+$/.test(name)) {
    return [200, KINDS[extname(name)] ?? 'application/octet-stream', await readFile(join(folder, name))]
  }
  const body = GROUPS[group]?.[name]
  return body
    ? [200, 'text/html; charset=utf-8', page(frameOf(group, name, assets), body)]
    : [404, 'text/plain', 'No such page.']
}

function frameOf(group: string, name: string, assets: Assets): Frame {
  return {
    title: name,
    path: group === 'admin' ? `/admin/${name.split('-')[0] ?? ''}` : `/${name.split('-')[0] ?? ''}`,
    viewer: VIEWERS[group] ?? null,
    csrf: 'sample-token',
    notice:
      name === 'billing'
        ? { tone: 'success', text: 'Your plan is switched. The difference is on the next invoice.' }
        : null,
    demo: name.includes('200')
      ? null
      : { simulatorUrl: '/sim/', rehearsalUrl: '/admin/rehearsal', mailUrl: '/dev/mail' },
    assets,
    ...(name === 'checkout-waiting' ? { refreshSeconds: CHECKOUT_REFRESH_SECONDS } : {}),
  }
}

if (import.meta.main) {
  const gallery = await openGallery()
  process.stdout.write(`${gallery.pages.map((each) => gallery.origin + each).join('\n')}\nCtrl-C ends.\n`)
}
