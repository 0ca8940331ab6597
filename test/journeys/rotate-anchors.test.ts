// The master key is changed, and the product is killed while the audit is anchored anew: the old anchors stay until the new are whole.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSeal } from '../../src/lib/seal.ts'
import { anchorAudit, anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { verifyAudit } from '../../src/ops/audit-verify.ts'
import { rotateKeys } from '../../src/ops/rotate-keys.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
let world: World
beforeAll(async () => {
  world = await createWorld({ MASTER_KEY: oldKey.toString('base64'), MASTER_KEY_ALSO: newKey.toString('base64') })
  await openStaff(world)
}, 60_000)
afterAll(() => world.close())

test('killed before, in the middle and at the end of it, the next run finishes it', async () => {
  const { db, clock, config } = world.app
  await anchorAudit({ db, clock, anchors: anchorFileOf(config, createSeal(oldKey, [newKey])) })
  const seal = createSeal(newKey, [oldKey])
  const anchors = anchorFileOf(config, seal)
  const die = () => Promise.reject(new Error('killed'))
  const verified = async () => (await verifyAudit({ db, clock, anchors })).first?.sentence ?? 'whole'
  for (const part of ['append', 'takePlace'] as const) {
    const draft = async () => ({ ...(await anchors.draft()), [part]: die })
    const dying = { ...world.app, seal, anchors: { ...anchors, draft } }
    await expect(rotateKeys(dying, 'command-line')).rejects.toThrow('killed')
    expect(await verified(), `after a kill at ${part}`).toBe('whole')
    expect(await anchorAudit({ db, clock, anchors }), 'a worker goes on').not.toBeNull()
  }
  const rotated = await rotateKeys({ ...world.app, seal, anchors }, 'command-line')
  expect(rotated.anchors).toBeGreaterThan(0)
  expect(await verified()).toBe('whole')
  const alone = anchorFileOf(config, createSeal(newKey))
  expect((await verifyAudit({ db, clock, anchors: alone })).ok).toBe(true)
  expect(await rotateKeys({ ...world.app, seal, anchors }, 'command-line')).toEqual({ values: 0, anchors: 0 })
})
