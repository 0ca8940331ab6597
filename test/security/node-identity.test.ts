// What shows that a request is a node's, and all that does not. Numbers are those of README.md.
import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newIdentityKey, type Identity } from '../../src/agent/identity.ts'
import { signRequest, type Unsigned } from '../../src/agent/sign-request.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { drainNode, retireNode } from '../../src/vpn/nodes.ts'
import { createAuthority, openAuthority } from '../../src/vpn/pki.ts'
import { createWorld, type World } from '../support/world.ts'
import { enrolled } from './callers.ts'
import { asNode, stateOfNode } from './visitors.ts'

const STATE: Unsigned = { method: 'GET', target: '/agent/v1/state?wait=0', body: '' }
const DAY = 86_400_000
let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const now = () => world.app.clock().getTime()
/** What the state is answered with when these are the headers: status and code of the refusal. */
async function heard(headers: Record<string, string>, { method, target, body }: Unsigned = STATE) {
  const answer = await fetch(world.url + target, { method, headers, ...(method === 'POST' && { body }) })
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { code: string } }
  return `${answer.status} ${error?.code ?? ''}`.trim()
}
const LET_IN = '200'
const STRANGER = '401 not-signed-in'

/** The answer of the control plane to a node that asks for a certificate for this key. */
async function renewed(node: Identity): Promise<Identity> {
  const { privateKey, publicKey } = newIdentityKey()
  const body = JSON.stringify({ identityPublicKey: publicKey })
  const answer = await asNode(world, node, { method: 'POST', target: '/agent/v1/identity', body })
  const { certificate } = (await answer.json()) as { certificate: string }
  if (answer.status !== 200) throw new Error(`no new identity: ${answer.status}`)
  return { nodeId: node.nodeId, privateKey, certificate }
}

/** Two identities that begin in the same second, which is as exact as a certificate is. */
async function ofOneSecond(node: Identity): Promise<[Identity, Identity]> {
  for (;;) {
    const [one, two] = await Promise.all([renewed(node), renewed(node)])
    const [from, other] = [one, two].map(({ certificate }) => new X509Certificate(certificate).validFrom)
    if (from === other) return [one, two]
  }
}

describe('68: a request is refused that comes', () => {
  test('without a signature, with a part of one, with a password', async () => {
    const node = await enrolled(world)
    const whole = () => signRequest(node, STATE, now())
    expect(await heard(whole())).toBe(LET_IN)
    expect(await heard({})).toBe(STRANGER)
    for (const name of Object.keys(whole())) {
      const rest = Object.fromEntries(Object.entries(whole()).filter(([one]) => one !== name))
      expect(await heard(rest), `without ${name}`).toBe(STRANGER)
      expect(await heard({ ...whole(), [name]: 'x' }), `with another ${name}`).toBe(STRANGER)
    }
    expect(await heard({ authorization: `Bearer ${'x'.repeat(43)}` })).toBe(STRANGER)
    expect(await heard({ 'client-cert': whole()['client-cert'] })).toBe(STRANGER)
  })

  test('with a certificate of another authority, a customer’s, a node’s of its tunnel, or one for another key', async () => {
    const node = await enrolled(world)
    const { authority } = world.app.fleet
    const { privateKey, publicKey } = newIdentityKey()
    const by = (certificate: string, key = privateKey) => ({ nodeId: node.nodeId, privateKey: key, certificate })
    const own = await createAuthority(new Date(now()))
    const other = await openAuthority(own.certificate, own.privateKey)
    const device = await authority.issueClient('dev_abcdefghijkmnpqrstuv', new Date(now()))
    const named = await authority.issueClient(node.nodeId, new Date(now()))
    const strangers = {
      'another authority’s': by((await other.issueIdentity(node.nodeId, publicKey, new Date(now()))).pem),
      'the authority’s own': by(authority.certificate),
      'a customer’s of the VPN': by(device.pem, device.privateKey),
      'a customer’s that is named like the node': by(named.pem, named.privateKey),
      'the one of the tunnel': by((await authority.issueServer(publicKey, new Date(now()))).pem),
      'the right one with another key': { ...node, privateKey },
      'a node’s that never was': by(
        (await authority.issueIdentity('node_abcdefghijkmnpqrstuv', publicKey, new Date(now()))).pem,
      ),
    }
    for (const [what, identity] of Object.entries(strangers))
      expect(await heard(signRequest(identity, STATE, now())), what).toBe(STRANGER)
  })

  test('with what another node signed, or with another’s certificate', async () => {
    const [one, two] = [await enrolled(world), await enrolled(world)]
    const [mine, theirs] = [signRequest(one, STATE, now()), signRequest(two, STATE, now())]
    expect(await heard({ ...mine, 'client-cert': theirs['client-cert'] })).toBe(STRANGER)
    expect(await heard({ ...mine, signature: theirs.signature })).toBe(STRANGER)
    expect(await heard(mine)).toBe(LET_IN)
    const answer = (await (await stateOfNode(world, two)).json()) as { nodeId: string }
    expect(answer.nodeId).toBe(two.nodeId)
  })

  test('for another method, path, query or body than was signed', async () => {
    const node = await enrolled(world)
    const report: Unsigned = { method: 'POST', target: '/agent/v1/report', body: '{"epoch":"a"}' }
    const key: Unsigned = { method: 'POST', target: '/agent/v1/identity', body: '{"epoch":"a"}' }
    const changed: [Unsigned, Unsigned][] = [
      [STATE, { ...STATE, target: '/agent/v1/state?wait=1' }],
      [STATE, { ...STATE, target: '/agent/v1/state' }],
      [report, { ...report, body: '{"epoch":"b"}' }],
      [report, { ...report, body: '' }],
      [report, key],
      [STATE, { ...report, body: '' }],
    ]
    for (const [signed, sent] of changed)
      expect(await heard(signRequest(node, signed, now()), sent), JSON.stringify(sent)).toBe(STRANGER)
    expect(await heard(signRequest(node, report, now()), report)).toBe('400 invalid')
  })

  test('a second time, by another of the same nonce, or from another time', async () => {
    const node = await enrolled(world)
    const once = signRequest(node, STATE, now())
    const twenty = await Promise.all(Array.from({ length: 20 }, () => heard(once)))
    expect(twenty.filter((it) => it === LET_IN)).toHaveLength(1)
    expect(twenty.filter((it) => it === '403 repeated')).toHaveLength(19)
    for (const seconds of [-3600, -61, 62, 3600])
      expect(await heard(signRequest(node, STATE, now() + seconds * 1000)), `${seconds} s`).toBe('401 clock')
    for (const seconds of [-55, 55])
      expect(await heard(signRequest(node, STATE, now() + seconds * 1000)), `${seconds} s`).toBe(LET_IN)
  })

  test('from who was retired; one that is drained is let in', async () => {
    const node = await enrolled(world)
    await drainNode(world.app, 'command-line', node.nodeId)
    expect(await heard(signRequest(node, STATE, now()))).toBe(LET_IN)
    await retireNode(world.app, 'command-line', node.nodeId)
    expect(await heard(signRequest(node, STATE, now()))).toBe('403 retired')
    const body = JSON.stringify({ identityPublicKey: newIdentityKey().publicKey })
    const renewal: Unsigned = { method: 'POST', target: '/agent/v1/identity', body }
    expect(await heard(signRequest(node, renewal, now()), renewal)).toBe('403 retired')
  })

  test('with what was renewed, once the newer was used', async () => {
    const first = await enrolled(world)
    await world.travel('+1d')
    const second = await renewed(first)
    const [from, until] = ['validFrom', 'validTo'].map((name) =>
      Date.parse(String(new X509Certificate(second.certificate)[name as 'validFrom'])),
    )
    expect((until ?? 0) - (from ?? 0)).toBe(90 * DAY + 3_600_000)
    expect(await heard(signRequest(first, STATE, now()))).toBe(LET_IN) // an agent may die before it has kept the newer
    expect(await heard(signRequest(second, STATE, now()))).toBe(LET_IN)
    expect(await heard(signRequest(first, STATE, now()))).toBe('403 replaced')
  })

  test('with a second identity of the same second, whichever is used first; so a copy cannot live on beside the node', async () => {
    const first = await enrolled(world)
    await world.travel('+1d')
    const [own, copy] = await ofOneSecond(first)
    expect(await heard(signRequest(own, STATE, now()))).toBe(LET_IN)
    expect(await heard(signRequest(copy, STATE, now()))).toBe('403 replaced')
    expect(await heard(signRequest(own, STATE, now()))).toBe(LET_IN)

    const second = await enrolled(world)
    await world.travel('+1d')
    const pair = await ofOneSecond(second)
    const both = await Promise.all(pair.map((one) => heard(signRequest(one, STATE, now()))))
    expect(both.toSorted()).toEqual([LET_IN, '403 replaced'])
  })

  test('for another identity so soon after the one in use; with one that is a day old as often as its answer is lost', async () => {
    const node = await enrolled(world)
    const renewal = (): Unsigned => {
      const body = JSON.stringify({ identityPublicKey: newIdentityKey().publicKey })
      return { method: 'POST', target: '/agent/v1/identity', body }
    }
    const ask = (by: Identity) => {
      const request = renewal()
      return heard(signRequest(by, request, now()), request)
    }
    expect(await ask(node)).toBe('429 too-many')
    await world.travel('+11h')
    expect(await ask(node)).toBe('429 too-many')
    await world.travel('+13h')
    for (let i = 0; i < 3; i++) expect(await ask(node)).toBe(LET_IN) // each answer lost on its way
    const newer = await renewed(node)
    expect(await heard(signRequest(newer, STATE, now()))).toBe(LET_IN)
    expect(await ask(newer)).toBe('429 too-many')
  })

  test('with what has ended; then the node is added again under its name, and what it was is nothing', async () => {
    const node = await enrolled(world)
    const { name } = await world.app.db
      .selectFrom('nodes')
      .select('name')
      .where('id', '=', node.nodeId)
      .executeTakeFirstOrThrow()
    const add = () => addNode({ ...world.app, agent: { sha256: '0'.repeat(64) } }, 'command-line', { name })
    await expect(add()).rejects.toMatchObject({ code: 'taken' })
    await world.travel('+120d')
    expect(await heard(signRequest(node, STATE, now()))).toBe('403 ended')
    expect((await add()).id).toBe(node.nodeId)
  })
})

test('68: a database from a backup knows an older identity only, and lets the newer in', async () => {
  const node = await enrolled(world)
  const table = () => world.app.db.updateTable('nodes').where('id', '=', node.nodeId)
  const before = await world.app.db
    .selectFrom('nodes')
    .select(['identity_from', 'identity_until', 'identity_sha256', 'identity_used_at'])
    .where('id', '=', node.nodeId)
    .executeTakeFirstOrThrow()
  await world.travel('+2d')
  const newer = await renewed(node)
  expect(await heard(signRequest(newer, STATE, now()))).toBe(LET_IN)
  await table().set(before).execute()
  expect(await heard(signRequest(newer, STATE, now()))).toBe(LET_IN)
  expect(await heard(signRequest(node, STATE, now()))).toBe('403 replaced')
})

test('68: what is signed covers what the rule of RFC 9421 says, written by hand', async () => {
  const node = await enrolled(world)
  const digest = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:' // of nothing
  const cert = `:${new X509Certificate(node.certificate).raw.toString('base64')}:`
  const created = Math.floor(now() / 1000)
  const params = `("@method" "@path" "@query" "content-digest" "client-cert");created=${created};nonce="abcdefghijklmnopqrstuv";alg="ecdsa-p256-sha256"`
  const base = `"@method": GET\n"@path": /agent/v1/state\n"@query": ?\n"content-digest": ${digest}\n"client-cert": ${cert}\n"@signature-params": ${params}`
  const key = { key: createPrivateKey(node.privateKey), dsaEncoding: 'ieee-p1363' } as const
  const headers = {
    'client-cert': cert,
    'content-digest': digest,
    'signature-input': `node=${params}`,
    signature: `node=:${sign('sha256', Buffer.from(base), key).toString('base64')}:`,
  }
  expect(await heard(headers, { ...STATE, target: '/agent/v1/state' })).toBe(LET_IN)
})
