// TLS from the proxy to `web`, where the two are not on one machine. The number is that of README.md.
import { request } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWeb, type RunningWeb } from '../../src/web/listen.ts'
import { certificateOf } from '../support/certificate.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let web: RunningWeb
let tls = { cert: '', key: '' }
beforeAll(async () => {
  world = await createWorld()
  tls = await certificateOf('127.0.0.1')
  web = await startWeb({ ...world.app, config: { ...world.app.config, tls } }, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await web.close()
  await world.close()
})

test('72: with TLS_CERT and TLS_KEY web speaks TLS 1.2 and newer, and nothing in clear', async () => {
  const url = new URL(web.url)
  expect(url.protocol).toBe('https:')
  const answer = await new Promise((resolve, reject) => {
    const sent = request(new URL('/livez', url), { ca: tls.cert }, ({ statusCode }) => resolve(statusCode))
    sent.on('error', reject)
    sent.end()
  })
  expect(answer).toBe(200)
  await expect(fetch(`http://${url.host}/livez`)).rejects.toThrow('fetch failed')
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0', ca: tls.cert } as const
  const said = await new Promise<string>((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), ...old }, () => resolve('connected'))
    socket.on('error', (error: Error) => resolve(error.message))
  })
  expect(said).toMatch(/protocol version/)
})
