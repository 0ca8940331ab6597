// Two processes on one database: what one forgets the other does not remember. Number 28 of README.md.
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WebOrder } from '../../bench/support/web-process.ts'
import { freePort } from '../support/free-port.ts'
import { openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { csrfOf, logIn, PASSWORD, someone } from './visitors.ts'

const masterKey = randomBytes(32).toString('base64')
let world: World
let other: ChildProcess
let otherUrl = ''
beforeAll(async () => {
  world = await createWorld({ MASTER_KEY: masterKey })
  const port = await freePort()
  otherUrl = `http://127.0.0.1:${port}`
  const settings = { BASE_URL: world.url }
  const order: WebOrder = { databaseUrl: world.databaseUrl, masterKey, port, webhookSecret: 'whsec_other', settings }
  const program = new URL('../../bench/support/web-process.ts', import.meta.url)
  other = fork(program, [], { execArgv: ['--import', 'tsx'] })
  other.send(order)
  await once(other, 'message')
}, 120_000)
afterAll(async () => {
  other.kill()
  await once(other, 'close')
  await world.close()
})

const statusAt = async (origin: string, token: string | undefined) =>
  (await fetch(`${origin}/account`, { redirect: 'manual', headers: { cookie: `turnpike=${token}` } })).status

test('28: the other process knows a session at once, and at once no more after a log-out, whichever it was at', async () => {
  for (const leavesAt of [world.url, otherUrl]) {
    const { client, csrf } = await someone(world)
    const token = client.cookie('turnpike')
    expect([await statusAt(world.url, token), await statusAt(otherUrl, token)]).toEqual([200, 200])
    const headers = { cookie: `turnpike=${token}`, origin: world.url }
    const left = await fetch(`${leavesAt}/log-out`, {
      method: 'POST',
      body: new URLSearchParams({ csrf }),
      headers,
      redirect: 'manual',
    })
    expect([left.status, left.headers.get('clear-site-data')]).toEqual([303, '"cache", "storage"'])
    expect([await statusAt(otherUrl, token), await statusAt(world.url, token)], leavesAt).toEqual([303, 303])
    const act = { method: 'POST', body: new URLSearchParams({ csrf }), headers }
    for (const origin of [world.url, otherUrl])
      expect((await fetch(`${origin}/account/sessions/end-others`, act)).status, origin).toBe(401)
  }
})

test('5, 28, 30: a new password and an end of all sessions hold at the other process too', async () => {
  const ana = await someone(world)
  const second = openClient(world.url)
  await logIn(second, world.url, ana.email, PASSWORD)
  const token = second.cookie('turnpike')
  expect(await statusAt(otherUrl, token)).toBe(200)
  const csrf = await csrfOf(ana.client, '/account')
  await ana.client.post('/account/password', { csrf, current: PASSWORD, password: 'seven wet umbrellas here' })
  expect(await statusAt(otherUrl, token)).toBe(303)
})
