// SCRATCH, replaced by the real one
import { createServer } from 'node:http'
import type { App } from '../app.ts'
import { openInbox } from '../billing/inbox.ts'
export async function startWeb(app: App, at: { host: string; port: number }) {
  const inbox = openInbox(app)
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (c: Buffer) => chunks.push(c)).on('end', () => {
      inbox.receive(Buffer.concat(chunks), String(req.headers['stripe-signature'] ?? '')).then((r) => { res.statusCode = r.ok ? 200 : 400; res.end('{}') }, (e) => { console.error(e); res.statusCode = 500; res.end() })
    })
  })
  await new Promise<void>((r) => server.listen(at.port, at.host, r))
  return { url: '', close: async () => { server.closeAllConnections(); server.close() } }
}
