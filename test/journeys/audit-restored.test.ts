// A database is recovered to an earlier moment: the audit says so once, by whoever did it, and from then on is judged anew.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSeal, type Seal } from '../../src/lib/seal.ts'
import { anchorAudit, anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { recordRestore } from '../../src/ops/audit-restored.ts'
import { verifyAudit } from '../../src/ops/audit-verify.ts'
import { rotateKeys } from '../../src/ops/rotate-keys.ts'
import { openAuditWorld, type AuditWorld } from '../support/audit-world.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const BY = { actor: 'command-line', reason: 'a disk failed' }
const REFUSED = { name: 'Refusal', code: 'conflict' }
let world: AuditWorld
let folder: string
let seal: Seal
beforeEach(async () => {
  world = await openAuditWorld()
  folder = await mkdtemp(join(tmpdir(), 'turnpike-restored-'))
  seal = createSeal(oldKey)
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const anchors = () => anchorFileOf({ dataDir: folder, auditAnchors: null }, seal)
const needs = () => ({ db: world.db, clock: world.clock, anchors: anchors() })
const verify = () => verifyAudit(needs())
const anchor = async () => (await anchorAudit(needs()))?.count
const restored = () => recordRestore(needs(), BY)

/** Ten rows with anchors; then the database is as it was after the seventh. */
async function recovered(): Promise<void> {
  await world.acts(10)
  await anchor()
  await world.cutOff(7)
  world.pass(60_000)
}

test('what was lost is recorded and named, the anchors before are kept, and new rows are anchored', async () => {
  await recovered()
  const before = await readFile(anchors().path, 'utf8')
  await world.acts(2)
  expect((await verify()).first).toMatchObject({ fault: 'rewritten', position: 8n })
  await expect(anchor()).rejects.toMatchObject(REFUSED)

  const lost = await restored()
  expect(lost).toMatchObject({ rows: { from: 8n, to: 10n }, anchored: 10 })
  expect(await readFile(lost.kept ?? '', 'utf8')).toBe(before)
  const restore = { actor: 'command-line', from: 8n, to: 10n }
  expect(await verify()).toMatchObject({ ok: true, rows: 10, anchors: 10, restores: [restore] })
  await world.acts(3)
  expect(await anchor()).toBe(3)
  expect(await verify()).toMatchObject({ ok: true, rows: 13, anchors: 13, restores: [restore] })
  await expect(restored()).rejects.toThrow('nothing to record')
})

test('the key can be changed afterwards, and not before', async () => {
  await recovered()
  seal = createSeal(newKey, [oldKey])
  const rotate = () => rotateKeys({ ...needs(), seal }, 'command-line')
  await expect(rotate()).rejects.toMatchObject(REFUSED)
  await restored()
  await rotate()
  seal = createSeal(newKey)
  expect(await verify()).toMatchObject({ ok: true, restores: [{ from: 8n, to: 10n }] })
})

test('a second recovery, to before the first was recorded, is recorded as well', async () => {
  await recovered()
  await restored()
  world.pass(60_000)
  await world.cutOff(5)
  expect((await verify()).first).toMatchObject({ fault: 'cut-off', position: 6n })
  expect(await restored()).toMatchObject({ rows: { from: 6n, to: 8n } })
  expect(await verify()).toMatchObject({ ok: true, restores: [{ from: 6n, to: 8n }] })
  expect((await readdir(folder)).length).toBe(3)
})

test('a database loaded from a dump into another, which is younger than its last anchors', async () => {
  await world.acts(10)
  await anchor()
  await world.copy()
  await world.cutOff(7)
  expect(await restored()).toMatchObject({ rows: { from: 8n, to: 10n } })
  expect(await verify()).toMatchObject({ ok: true, rows: 8 })
})

test('stopped after it was recorded, it is run again', async () => {
  await recovered()
  const stopped = { ...anchors(), draft: () => Promise.reject(new Error('killed')) }
  await expect(recordRestore({ ...needs(), anchors: stopped }, BY)).rejects.toThrow('killed')
  expect(await verify()).toMatchObject({ ok: false })
  await restored()
  expect(await verify()).toMatchObject({ ok: true, restores: [{ from: 8n }, { from: 8n }] })
})

test('what no restore does is refused: rows written anew, and a chain that does not fit itself', async () => {
  await world.acts(10)
  await anchor()
  await world.forge(
    `update audit set subject = 'other' where id = (select audit_id from audit_chain where position = 5)`,
    `do $$ declare entry audit; begin
       create temp table kept on commit drop as select a.* from audit a join audit_chain c on c.audit_id = a.id where position >= 5;
       delete from audit_chain where position >= 5;
       for entry in select * from kept order by id loop perform join_audit_chain(entry); end loop;
     end $$`,
  )
  await expect(restored()).rejects.toThrow('no restore: the audit was written anew')
  await world.forge(`update audit_chain set hash = sha256('x') where position = 9`)
  await expect(restored()).rejects.toThrow('does not fit itself')
  expect(await world.actions()).not.toContain('audit.restored')
})

test('anchors that were lost are recorded; damaged ones are moved away first', async () => {
  await world.acts(10)
  await anchor()
  const { path } = anchors()
  await writeFile(path, (await readFile(path, 'utf8')).replace('"row":"', '"row":"1'))
  await expect(restored()).rejects.toThrow('damaged')
  await rename(path, join(folder, 'kept'))
  expect((await verify()).first).toMatchObject({ fault: 'anchors-gone' })
  expect(await restored()).toMatchObject({ rows: null, kept: null, anchored: 11 })
  expect(await verify()).toMatchObject({ ok: true, restores: [{ from: null, to: null }] })
})
