// The anchors of the audit tell, whoever owns the database: of a copy that was changed, of a file that is gone, of rows nobody anchors;
// and of nothing while all is as it should be.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAnchorFile, type AnchorFile } from '../../src/ops/audit-anchor-file.ts'
import { anchorAudit, openAnchorKeeper } from '../../src/ops/audit-anchors.ts'
import { verifyAudit } from '../../src/ops/audit-verify.ts'
import { openAuditWorld, type AuditWorld } from '../support/audit-world.ts'

const MINUTE = 60_000
let world: AuditWorld
let folder: string
let anchors: AnchorFile
beforeEach(async () => {
  world = await openAuditWorld()
  folder = await mkdtemp(join(tmpdir(), 'turnpike-anchors-'))
  anchors = openAnchorFile(join(folder, 'anchors.jsonl'), [randomBytes(32)])
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const needs = () => ({ db: world.db, clock: world.clock, anchors })
const verify = () => verifyAudit(needs())
const anchor = async () => (await anchorAudit(needs()))?.count
const REFUSED = { name: 'Refusal', code: 'conflict' }

async function tenAnchored(): Promise<void> {
  await world.acts(10)
  await anchor()
}

describe('the owner copies the database, so that it is another one', () => {
  test('a true copy is as good as the first, and the worker goes on where that was', async () => {
    await tenAnchored()
    await world.copy()
    expect(await verify()).toMatchObject({ ok: true, rows: 10, anchors: 10, foreignAnchors: 10 })
    await world.acts(2)
    expect(await anchor()).toBe(2)
    expect(await verify()).toMatchObject({ ok: true, rows: 12, anchors: 12, foreignAnchors: 10 })
  })

  test('what was cut off there is found, also when the end grows again, and the worker adds nothing to it', async () => {
    await tenAnchored()
    await world.copy()
    await world.cutOff(7)
    expect((await verify()).first).toMatchObject({ fault: 'cut-off', position: 8n })
    await expect(anchor()).rejects.toMatchObject(REFUSED)
    await world.acts(5)
    await expect(anchor()).rejects.toMatchObject(REFUSED)
    expect((await verify()).first).toMatchObject({ fault: 'rewritten', position: 8n })
  })

  test('a chain that an earlier version anchored anew after a copy stands beside the first, whole', async () => {
    await tenAnchored()
    const before = await readFile(anchors.path, 'utf8')
    await world.copy()
    await rm(anchors.path)
    await world.forget()
    await anchor()
    await writeFile(anchors.path, `${before}\n${await readFile(anchors.path, 'utf8')}`)
    expect(await verify()).toMatchObject({ ok: true, rows: 10, anchors: 20, foreignAnchors: 10 })
  })
})

describe('a file of anchors', () => {
  test('that is not there yet is no fault, however old the rows are: before the first worker, and at an update', async () => {
    await world.acts(3)
    world.pass(60 * MINUTE)
    expect(await verify()).toMatchObject({ ok: true, rows: 3, anchors: 0 })
    await anchor()
    await world.forget() // a version before this one did not note it
    expect(await verify()).toMatchObject({ ok: true, rows: 3, anchors: 3 })
    await world.acts(1)
    expect(await anchor()).toBe(1)
  })

  test.each([
    ['deleted', () => rm(anchors.path)],
    [
      'cut short',
      async () => writeFile(anchors.path, (await readFile(anchors.path, 'utf8')).split('\n').slice(0, 6).join('\n')),
    ],
  ])('that was %s is a fault at once, and stays one: the worker does not write it anew', async (_, lose) => {
    await tenAnchored()
    const keeper = openAnchorKeeper(needs())
    await keeper.tick()
    await lose()
    expect((await verify()).first).toMatchObject({ fault: 'anchors-gone' })
    world.pass(6 * MINUTE)
    await expect(keeper.tick()).rejects.toMatchObject(REFUSED)
    await expect(anchor()).rejects.toMatchObject(REFUSED)
    expect((await verify()).first).toMatchObject({ fault: 'anchors-gone' })
  })

  test('of another machine begins by itself, which stands in the audit', async () => {
    await tenAnchored()
    const other = { ...openAnchorFile(join(folder, 'other.jsonl'), [randomBytes(32)]), place: 'other:/anchors' }
    const elsewhere = () => verifyAudit({ ...needs(), anchors: other })
    expect((await elsewhere()).first).toMatchObject({ fault: 'anchored-elsewhere' })
    expect((await anchorAudit({ ...needs(), anchors: other }))?.count).toBe(10)
    expect(await elsewhere()).toMatchObject({ ok: true, rows: 11, anchors: 10 })
    expect(await world.actions()).toContain('audit.anchors-begin')
    expect(await anchor()).toBe(1)
    expect(await verify()).toMatchObject({ ok: true, rows: 11, anchors: 11 })
  })
})

test('a row that nobody anchored for ten minutes is told, until somebody does', async () => {
  await tenAnchored()
  await world.acts(1)
  expect(await verify()).toMatchObject({ ok: true })
  world.pass(11 * MINUTE)
  expect((await verify()).first).toMatchObject({ fault: 'unanchored', position: 11n })
  await anchor()
  expect(await verify()).toMatchObject({ ok: true, anchors: 11 })
})
