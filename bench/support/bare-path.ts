// The least that could tell a node of an event: a POST that inserts and commits, one NOTIFY, and a connection that is held open.
import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import pg from 'pg'

export interface BarePath {
  /** Milliseconds from the start of a POST until the held connection has its event. */
  measure(): Promise<number>
  close(): Promise<void>
}

export async function openBarePath(connectionString: string): Promise<BarePath> {
  const pool = new pg.Pool({ connectionString, max: 2 })
  const listener = new pg.Client({ connectionString })
  await listener.connect()
  await listener.query('listen bare')
  await pool.query('create table bare_events (id serial primary key, body text)')
  const held = new Set<ServerResponse>()
  listener.on('notification', () => held.forEach((response) => response.write('changed\n')))
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200).flushHeaders()
      return void held.add(response)
    }
    const insert = async () => {
      await pool.query('insert into bare_events (body) values ($1)', ['x'.repeat(6000)])
      await pool.query("select pg_notify('bare', '')")
      response.end()
    }
    request.resume().on('end', () => void insert())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // a TCP server's address is one
  const [node] = (await once(get(url), 'response')) as [NodeJS.ReadableStream]
  return {
    async measure() {
      const began = performance.now()
      const heard = once(node, 'data')
      const answer = fetch(url, { method: 'POST', body: 'x'.repeat(6000) })
      await heard
      const took = performance.now() - began
      await (await answer).text()
      return took
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await listener.end()
      await pool.end()
    },
  }
}
