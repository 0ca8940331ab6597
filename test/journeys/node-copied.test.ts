// Two machines sign as one node: whichever of them renewed first, the owners are told, once, and see it until they say that it is settled.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newIdentityKey, type Identity } from '../../src/agent/identity.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { retireNode, listNodes } from '../../src/vpn/nodes.ts'
import { enrolled } from '../security/callers.ts'
import { asNode, mailsTo, stateOfNode } from '../security/visitors.ts'
import { openStaff } from '../support/staff.ts'
import { PASSWORD } from '../support/wishes.ts'
import { createWorld, type World } from '../support/world.ts'

const OWNER = 'owner@shop.example'
let world: World
let node: Identity
beforeAll(async () => {
  world = await createWorld()
  await createOwner(world.app, { email: OWNER, password: PASSWORD })
}, 60_000)
afterAll(() => world.close())
beforeEach(async () => {
  node = await enrolled(world)
})

async function renewed(by: Identity): Promise<Identity> {
  const { privateKey, publicKey } = newIdentityKey()
  const body = JSON.stringify({ identityPublicKey: publicKey })
  const answer = await asNode(world, by, { method: 'POST', target: '/agent/v1/identity', body })
  const { certificate } = (await answer.json()) as { certificate: string }
  return { nodeId: by.nodeId, privateKey, certificate }
}

const ask = async (by: Identity) => (await stateOfNode(world, by, '?wait=0')).status
const standing = async () => (await listNodes(world.app)).find(({ id }) => id === node.nodeId)
const alerts = async () =>
  (await world.app.db.selectFrom('alerts').selectAll().where('subject', 'like', `${node.nodeId} %`).execute()).map(
    ({ id, kind, resolved_at }) => ({ id: String(id), kind, isOpen: resolved_at === null }),
  )
const OPEN = { kind: 'node-copied', isOpen: true }
const mailed = async () => {
  const name = (await standing())?.name ?? ''
  return (await mailsTo(world, OWNER)).filter((text) => text.includes(`as node ${name}:`)).length
}

/** A day later the thief renews, and uses it: the node itself is what is refused. */
async function stolen(): Promise<{ thief: Identity }> {
  await world.travel('+1d')
  const thief = await renewed(node)
  expect(await ask(thief)).toBe(200)
  return { thief }
}

test('the thief renews first: the node is refused, and a minute later the owners are told, once', async () => {
  await stolen()
  expect(await ask(node)).toBe(403)
  expect(await alerts()).toEqual([]) // it may have been under way
  world.pass('+2m')
  const many = await Promise.all(Array.from({ length: 5 }, () => ask(node)))
  expect(new Set(many)).toEqual(new Set([403]))
  expect(await alerts()).toMatchObject([OPEN])
  expect(await mailed()).toBe(1)
  expect(await standing()).toMatchObject({ state: 'copied' })
  const staff = await openStaff(world)
  expect((await staff.get('/admin/nodes')).text).toContain('Two machines sign as this node')
})

test('the node renews first: the copy that still asks is told of as well', async () => {
  const copy = node
  await world.travel('+1d')
  const own = await renewed(node)
  expect(await ask(own)).toBe(200)
  world.pass('+2m')
  expect(await ask(copy)).toBe(403)
  expect(await alerts()).toMatchObject([OPEN])
})

test('settled, it stays settled, until a newer identity is used and the other still asks', async () => {
  const { thief } = await stolen()
  world.pass('+2m')
  await ask(node)
  const [alert] = await alerts()
  const staff = await openStaff(world)
  const { text } = await staff.get('/admin')
  expect(text).toContain(`/admin/alerts/${alert?.id}/acknowledgement`)
  await staff.submit('/admin', `/admin/alerts/${alert?.id}/acknowledgement`)
  expect(await standing()).not.toMatchObject({ state: 'copied' })
  expect(await ask(node)).toBe(403)
  expect(await alerts()).toMatchObject([{ isOpen: false }])

  await world.travel('+1d')
  expect(await ask(await renewed(thief))).toBe(200)
  world.pass('+2m')
  expect(await ask(node)).toBe(403)
  expect(await alerts()).toMatchObject([{ isOpen: false }, OPEN])
})

test('a node that is retired tells nothing more', async () => {
  await stolen()
  await retireNode(world.app, 'command-line', node.nodeId)
  world.pass('+2m')
  expect(await ask(node)).toBe(403)
  expect(await alerts()).toEqual([])
  expect(await standing()).toMatchObject({ state: 'retired' })
})
