// Handlers as they are often written, to show that the proxy finds their faults: an event is to become one payment, however often it
// comes. Answers the way the product does: 200 when it is done.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { openPool, type Pool } from '../../src/db/open.ts'

export type Kind = 'check-then-insert' | 'mark-first' | 'one-transaction'

/** What the parent sends, once. */
export interface Orders {
  kind: Kind
  databaseUrl: string
  port: number
}

const handlers: Record<Kind, (pool: Pool, event: string) => Promise<void>> = {
  async 'check-then-insert'(pool, event) {
    const seen = await pool.query('select 1 from naive_seen where id = $1', [event])
    if (seen.rowCount !== 0) return
    await pool.query('insert into naive_payments (event) values ($1)', [event])
    await pool.query('insert into naive_seen (id) values ($1)', [event])
  },
  async 'mark-first'(pool, event) {
    const marked = await pool.query('insert into naive_seen (id) values ($1) on conflict do nothing', [event])
    if (marked.rowCount === 1) await pool.query('insert into naive_payments (event) values ($1)', [event])
  },
  async 'one-transaction'(pool, event) {
    const client = await pool.connect()
    await client.query('begin')
    const marked = await client.query('insert into naive_seen (id) values ($1) on conflict do nothing', [event])
    if (marked.rowCount === 1) await client.query('insert into naive_payments (event) values ($1)', [event])
    await client.query('commit')
    client.release()
  },
}

process.send?.('loaded')
const heard: unknown[] = await once(process, 'message')
const { kind, databaseUrl, port } = heard[0] as Orders // the parent's own value
const pool = openPool(databaseUrl, () => undefined, 1)
createServer((request, response) => {
  handlers[kind](pool, request.url ?? '').then(
    () => response.end(),
    () => response.writeHead(500).end(),
  )
}).listen(port, '127.0.0.1', () => process.send?.('serving'))
