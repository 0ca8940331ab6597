// The webhook inbox under load and loss: what was answered with 200 is stored, with its job, once; what was not can come again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { openPipeline } from '../../src/db/pipeline.ts'
import { signature } from '../support/stripe-event.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

function delivery(id: string, more = ''): { body: Buffer; signature: string } {
  const created = Math.floor(world.app.clock().getTime() / 1000)
  const object = { object: 'invoice', id: 'in_1', customer: `cus_foreign${id.length % 3}`, more }
  const body = Buffer.from(
    JSON.stringify({ id, object: 'event', type: 'invoice.paid', livemode: false, created, data: { object } }),
  )
  return sign(body, created)
}

function sign(body: Buffer, time: number): { body: Buffer; signature: string } {
  return { body, signature: signature(body, world.app.webhookSecrets[0] ?? '', new Date(time * 1000)) }
}

async function post({ body, signature }: { body: Buffer; signature: string }): Promise<number> {
  const headers = { 'stripe-signature': signature }
  const answer = await fetch(`${world.url}/webhooks/stripe`, { method: 'POST', body: new Uint8Array(body), headers })
  await answer.arrayBuffer()
  return answer.status
}

async function stored(prefix: string): Promise<number> {
  const rows = await world.app.db.selectFrom('stripe_events').select('id').where('id', 'like', `${prefix}%`).execute()
  return rows.length
}

test('300 deliveries at once, each doubled: all answered 200, each stored once, all settled', async () => {
  const all = Array.from({ length: 300 }, (_, number) => delivery(`evt_many${number}`, 'x'.repeat(number * 20)))
  const answers = await Promise.all([...all, ...all].map(post))
  expect(new Set(answers)).toEqual(new Set([200]))
  expect(await stored('evt_many')).toBe(300)
  await world.settled()
})

test('bytes that are not UTF-8 are stored readable, and disturb no other delivery', async () => {
  const { body } = delivery('evt_bytes', 'MARK')
  const broken = Buffer.concat([
    body.subarray(0, body.indexOf('MARK')),
    Buffer.from([0xff, 0xfe]),
    body.subarray(body.indexOf('MARK')),
  ])
  const time = Math.floor(world.app.clock().getTime() / 1000)
  const answers = await Promise.all([post(sign(broken, time)), post(delivery('evt_beside'))])
  expect(answers).toEqual([200, 200])
  expect([await stored('evt_bytes'), await stored('evt_beside')]).toEqual([1, 1])
})

test('connections killed in the middle: no 200 without its row, and it goes on', async () => {
  const kill = sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'turnpike-inbox'`
  const sent = Array.from({ length: 120 }, (_, number) => `evt_cut${number}`)
  const answers = Promise.all(
    sent.map(async (id, number) => {
      if (number % 30 === 15) await kill.execute(world.app.db)
      return { id, status: await post(delivery(id)) }
    }),
  )
  const accepted = (await answers).filter(({ status }) => status === 200).map(({ id }) => id)
  const kept = await world.app.db.selectFrom('stripe_events').select('id').where('id', 'like', 'evt_cut%').execute()
  expect(accepted.filter((id) => !kept.some((row) => row.id === id))).toEqual([])
  expect(await post(delivery('evt_after'))).toBe(200)
})

test('a transaction that fails leaves nothing, and the next one on the same connection is whole', async () => {
  const pipeline = openPipeline(world.databaseUrl)
  const key = (value: string) => ['insert into stripe_state (key, value) values ($1, $2)', ['pipeline', value]] as const
  const failing = pipeline.transaction(async (send) => {
    send(...key('one'))
    send('select 1 / 0', [])
  })
  await expect(failing).rejects.toThrow('division by zero')
  const abandoned = pipeline.transaction(async (send) => {
    send(...key('two'))
    throw new Error('changed my mind')
  })
  await expect(abandoned).rejects.toThrow('changed my mind')
  await pipeline.transaction(async (send) => send(...key('three')))
  const rows = await world.app.db.selectFrom('stripe_state').select('value').where('key', '=', 'pipeline').execute()
  expect(rows).toEqual([{ value: 'three' }])
  await pipeline.close()
})
