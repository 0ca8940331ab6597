import { startBenchDatabase } from '/work/main/bench/support/database.ts'
import { openPool, openDb } from '/work/main/src/db/open.ts'
import { openQueue } from '/work/main/src/db/queue.ts'
import { storeEvents } from '/work/main/src/billing/inbox.ts'
import { insertEvents } from '/work/main/src/billing/stripe-queries.ts'
const d = await startBenchDatabase()
const pool = openPool(d.url, () => {})
const db = openDb(pool)
const queue = await openQueue(d.url, console.error)
let n = 0
const rowsOf = (size: number) => Array.from({ length: size }, () => ({ id: `evt_${n++}`, type: 'invoice.paid', customer: `cus_${n % 50}`, created: new Date(), received_at: new Date(), body: Buffer.from(Array.from({length:140},(_,l)=>`"amount_due":${(n*7919+l*104729)%99991},"line_item":"il_${(n*31+l).toString(36)}",`).join('')), state: 'pending' as const, reason: null }))
async function go(label: string, size: number, flights: number) {
  const total = 3000
  const batches = Array.from({ length: Math.floor(total / size) }, () => rowsOf(size))
  const f = performance.now(); const c = process.cpuUsage()
  await Promise.all(Array.from({ length: flights }, async () => { for (let b = batches.pop(); b; b = batches.pop()) await storeEvents({ db, queue }, b.map((row) => ({ row, charge: null }))) }))
  const ms = performance.now() - f; const u = process.cpuUsage(c)
  console.log(label, 'size', size, 'flights', flights, (total / ms * 1000).toFixed(0), '/s', ((u.user + u.system) / total).toFixed(0), 'us cpu')
}
console.log('body', rowsOf(1)[0]!.body.length)
for (let i = 0; i < 2; i++) for (const [s, k] of [[16, 1], [16, 2], [16, 3], [60, 1], [60, 2], [60, 3]] as const) await go('now', s, k)
await pool.query('alter table stripe_events alter body set storage external')
for (const [s, k] of [[16, 2], [60, 1], [60, 2]] as const) await go('external', s, k)
await pool.query('alter table stripe_events alter body set storage extended')
await pool.query('drop index stripe_events_received')
for (const [s, k] of [[16, 2], [60, 1], [60, 2]] as const) await go('no received index', s, k)
await queue.close(); await db.destroy(); await d.drop()
