// What intake is measured against: a bare node:http server that checks the signature, does one prepared INSERT and answers.
// It has no second table, no job, no index but the key.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import pg from 'pg'

export async function startFloor(
  databaseUrl: string,
  secret: string,
): Promise<{ port: number; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
  await pool.query('create table floor_events (id text primary key, type text, body text)')
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      const [, time = '', signature = ''] = /t=(\d+),v1=(\w+)/.exec(String(request.headers['stripe-signature'])) ?? []
      const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest()
      if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return void response.writeHead(400).end()
      const text = body.toString('utf8')
      const { id, type } = JSON.parse(text) as { id: string; type: string } // what the bench itself sends
      const name = 'floor'
      const insert = 'insert into floor_events (id, type, body) values ($1, $2, $3) on conflict do nothing'
      pool.query({ name, text: insert, values: [id, type, text] }).then(
        () => response.writeHead(200, { 'content-length': 2 }).end('{}'),
        () => response.writeHead(500).end(),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is one
  return {
    port,
    async close() {
      server.closeAllConnections()
      server.close()
      await pool.end()
    },
  }
}
