// Passkeys as somebody tries them who has none, or the wrong one. The number is that of README.md.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashSecret } from '../../src/lib/token.ts'
import { addPasskey, askFor, softwarePasskey, usePasskey, type Wrong } from '../support/passkey.ts'
import { formOf, openClient } from '../support/web-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { PASSWORD, someone, unenrolledOwner } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const WRONG: [string, Wrong][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['a sub-domain', { origin: 'http://login.127.0.0.1' }],
  ['another relying party', { rpId: 'evil.example' }],
  ['nobody verified', { verified: false }],
  ['a challenge that nobody gave', { challenge: 'A'.repeat(43) }],
]

test('19: wrong origin, relying party, challenge, or nobody verified: not added, and lets nobody in', async () => {
  const { client, account } = await unenrolledOwner(world)
  const passkey = softwarePasskey(world.url)
  for (const [name, wrong] of WRONG) {
    expect((await addPasskey(client, passkey, wrong)).status, name).toBeGreaterThanOrEqual(400)
  }
  const rows = world.app.db.selectFrom('passkeys').select('id').where('account_id', '=', account)
  expect(await rows.execute()).toEqual([])
  expect((await client.get('/admin')).path).toBe('/account/second-factor')

  expect((await addPasskey(client, passkey)).status).toBe(200)
  for (const [name, wrong] of [...WRONG, ['of somebody else', { userHandle: 'c29tZWJvZHk' }] as const]) {
    const thief = openClient(world.url)
    const answer = await usePasskey(thief, passkey, { wrong })
    expect([410, 422], name).toContain(answer.status)
    expect((await thief.get('/admin')).path, name).toBe('/log-in')
  }
  const stranger = await usePasskey(openClient(world.url), softwarePasskey(world.url))
  expect(stranger.status, 'one that was never added').toBe(422)
  expect((await usePasskey(openClient(world.url), passkey)).path).toBe('/admin')
})

test('19: a key of less than 128 bits of strength is neither asked for nor taken', async () => {
  const { client, account } = await someone(world)
  const form = { ...formOf((await client.get('/account/passkeys')).text, '/account/passkeys'), password: PASSWORD }
  const { text } = await client.post('/account/passkeys/options', form)
  const { pubKeyCredParams } = JSON.parse(text) as { pubKeyCredParams: { alg: number }[] }
  expect(pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7])

  expect((await addPasskey(client, softwarePasskey(world.url, 'RS256'))).status).toBe(422)
  const rows = world.app.db.selectFrom('passkeys').select('id').where('account_id', '=', account)
  expect(await rows.execute()).toEqual([])
  expect((await addPasskey(client, softwarePasskey(world.url))).status).toBe(200)
})

test('19: a challenge counts once, for five minutes, in the browser and for the purpose it was given to', async () => {
  const { client } = await someone(world)
  const passkey = softwarePasskey(world.url)
  await addPasskey(client, passkey)
  const ana = openClient(world.url)
  const { form, options, action } = await askFor(ana, '/log-in')
  const { challenge } = JSON.parse(options) as { challenge: string } // as the page gets it
  const kept = await world.app.db.selectFrom('passkey_challenges').select('challenge_hash').execute()
  expect(kept.map((row) => row.challenge_hash.toString('hex'))).toContain(hashSecret(challenge).toString('hex'))
  const credential = passkey.assertion(options)

  const ben = openClient(world.url)
  const theirs = await askFor(ben, '/log-in')
  expect((await ben.post(action, { ...theirs.form, credential })).status, "another browser's").toBe(410)
  expect((await ana.post(action, { ...form, credential })).status, 'and is gone with that').toBe(410)
  const again = await askFor(ana, '/log-in')
  const once = passkey.assertion(again.options)
  expect((await ana.post(action, { ...again.form, credential: once })).status).toBe(200)
  const visitor = openClient(world.url)
  const late = await askFor(visitor, '/log-in')
  await world.travel('6m')
  expect((await visitor.post(action, { ...late.form, credential: passkey.assertion(late.options) })).status).toBe(410)
  const stepping = await askFor(client, '/step-up')
  const other = { ...late.form, credential: passkey.assertion(stepping.options) }
  expect((await visitor.post(action, other)).status, 'for another purpose').toBe(410)
})

test('19: a passkey of another account confirms nothing, and its counter going back is told to its owner', async () => {
  const [ana, ben] = [await someone(world), await someone(world)]
  const [hers, his] = [softwarePasskey(world.url), softwarePasskey(world.url)]
  await addPasskey(ana.client, hers)
  await addPasskey(ben.client, his)
  expect((await usePasskey(ana.client, his, { page: '/step-up' })).status).toBe(422)
  await usePasskey(openClient(world.url), hers, { wrong: { counter: 7 } })
  for (const counter of [7, 6, 0])
    expect((await usePasskey(openClient(world.url), hers, { wrong: { counter } })).status, `${counter}`).toBe(422)
  const mails = world.app.db.selectFrom('mails').select('text_body').where('to_address', '=', ana.email)
  expect((await mails.execute()).filter((mail) => mail.text_body.includes('copied'))).toHaveLength(3)
})

test('19: what is no passkey at all is refused without a fault', async () => {
  const visitor = openClient(world.url)
  const { form, action } = await askFor(visitor, '/log-in')
  const odd = ['', '{}', '[]', 'null', '{"id":1}', '{"id":"a","rawId":"a","type":"public-key","response":{}}', '"x"']
  const empty = { clientDataJSON: 'e30', authenticatorData: '', signature: '' }
  odd.push(JSON.stringify({ id: 'a', rawId: 'a', type: 'public-key', response: empty }), '{"__proto__":{"id":"a"}}')
  odd.push('['.repeat(5000), 'a'.repeat(60_000))
  for (const credential of odd) {
    expect((await visitor.post(action, { ...form, credential })).status, credential.slice(0, 60)).toBe(422)
  }
})
