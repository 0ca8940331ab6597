// The master key is changed under a product that runs: nothing sealed fails to open meanwhile, a kill loses nothing, and in the end
// the old key opens nothing any more.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { openDb, openPool } from '../../src/db/open.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestReset } from '../../src/accounts/reset-password.ts'
import { createSeal } from '../../src/lib/seal.ts'
import { newId } from '../../src/lib/token.ts'
import { anchorAudit, anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { verifyAudit } from '../../src/ops/audit-verify.ts'
import { rotateKeys, staleSeals } from '../../src/ops/rotate-keys.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { openFleet } from '../../src/vpn/fleet.ts'
import { profileTemplates } from '../../src/vpn/profile.ts'
import { presharedKeyRow, setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { buy, newBuyer } from '../support/buyer.ts'
import { newWireguardKey } from '../support/machine.ts'
import { mailsWritten, tokenIn } from '../support/mails.ts'
import { openStaff } from '../support/staff.ts'
import { createWorld, type World } from '../support/world.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const before = createSeal(oldKey, [newKey])
const during = createSeal(newKey, [oldKey])
const after = createSeal(newKey)
/** Enough for more than ten batches, and so ten places to be killed at. */
const MORE_DEVICES = 1_600

let world: World
let account: string
let device: string

beforeAll(async () => {
  const settings = { MASTER_KEY: oldKey.toString('base64'), MASTER_KEY_ALSO: newKey.toString('base64') }
  world = await createWorld(settings)
  await openStaff(world) // has a second factor
  account = await newBuyer(world)
  await buy(world, account, 'turnpike_basic_month_usd')
  device = (await addDevice(world.app, account, { name: 'phone', protocol: 'wireguard' })).id
  await setDeviceKey(world.app, account, device, newWireguardKey())
  const { email } = await world.app.db
    .selectFrom('accounts')
    .select('email')
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  await requestReset(world.app, { email, network: '192.0.2.1' })
  await addRemovedDevices(MORE_DEVICES)
  await anchorAudit({ ...world.app, anchors: anchorsUnder(before) })
}, 60_000)
afterAll(() => world.close())

const anchorsUnder = (seal: typeof before) => anchorFileOf(world.app.config, seal)
const needsUnder = (seal: typeof before) => ({ ...world.app, seal, anchors: anchorsUnder(seal) })
const presharedKey = async () =>
  /PresharedKey = (\S+)/.exec(JSON.stringify(await profileTemplates(world.app, account, device)))?.[1]

/** Keys of devices that are gone are sealed too. */
async function addRemovedDevices(count: number): Promise<void> {
  const now = world.app.clock()
  const rows = Array.from({ length: count }, (_, at) => {
    const id = newId('dev')
    const sealed = before.close(newWireguardKey(), presharedKeyRow(id))
    const dates = { created_at: now, removed_at: now }
    const base = { id, account_id: account, name: `old ${at}`, protocol: 'wireguard' as const }
    return { ...base, ...dates, public_key: newWireguardKey(), preshared_key_sealed: sealed }
  })
  for (let at = 0; at < count; at += 400) {
    await world.app.db
      .insertInto('devices')
      .values(rows.slice(at, at + 400))
      .execute()
  }
}

/** How many values of any text column of any table begin with `prefix`. */
async function countStarting(prefix: string): Promise<number> {
  const { db } = world.app
  const columns = await sql<{ table: string; column: string }>`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb')`.execute(db)
  let count = 0
  for (const { table, column } of columns.rows) {
    const found = await sql<{ n: bigint }>`
      select count(*) as n from ${sql.table(table)} where ${sql.ref(column)}::text like ${`%${prefix}%`}`.execute(db)
    count += Number(found.rows[0]?.n ?? 0)
  }
  return count
}

test('killed after every batch it goes on where it was, and the product opens everything all the while', async () => {
  const key = await presharedKey()
  expect(await countStarting(before.prefix)).toBeGreaterThan(MORE_DEVICES)
  expect(await countStarting(after.prefix)).toBe(0)
  let kills = 0
  for (;;) {
    const run = rotateKeys(needsUnder(during), 'command-line', () => {
      throw new Error('killed')
    })
    const ended = await run.then(
      () => true,
      (error: Error) => error.message !== 'killed',
    )
    expect(await presharedKey()).toBe(key)
    await openFleet(world.app)
    if (ended) break
    kills += 1
  }
  expect(kills).toBeGreaterThanOrEqual(10)
})

test('afterwards nothing is left under the old key, and the new one alone opens it', async () => {
  expect(await countStarting(before.prefix)).toBe(0)
  expect(await staleSeals({ db: world.app.db, seal: after })).toEqual([])
  await openFleet({ ...world.app, seal: after })
  const { sealed_secret } = await world.app.db
    .selectFrom('second_factors')
    .select('sealed_secret')
    .executeTakeFirstOrThrow()
  expect(sealed_secret.startsWith(after.prefix)).toBe(true)
  const mails = await mailsWritten({ ...world.app, seal: after }, { account })
  expect(tokenIn(mails, '/reset-password')).not.toBe('')
  const row = { action: 'keys.rotate', actor: 'command-line' }
  const audited = world.app.db.selectFrom('audit').select(['action', 'actor']).where('action', '=', row.action)
  expect(await audited.execute()).toEqual([row])
})

test('the audit is anchored under the new key, whole', async () => {
  const { ok, anchors, rows } = await verifyAudit({ ...world.app, anchors: anchorsUnder(after) })
  expect(ok).toBe(true)
  expect(anchors).toBeGreaterThanOrEqual(rows - 1) // its own row is younger than the anchors
})

test('a second run finds nothing to do and writes nothing', async () => {
  const rotation = await rotateKeys(needsUnder(during), 'command-line')
  expect(rotation).toEqual({ values: 0, anchors: 0 })
})

test('values under a key that is not here stop it, with the row named', async () => {
  const stranger = needsUnder(createSeal(randomBytes(32)))
  await expect(rotateKeys(stranger, 'command-line')).rejects.toThrow(/fleet:1:ca_key.*MASTER_KEY_ALSO/)
  expect((await staleSeals(stranger)).map(({ name }) => name)).toContain('devices.preshared_key_sealed')
})

test('an audit that was tampered with is not anchored anew', async () => {
  const back = needsUnder(createSeal(oldKey, [newKey]))
  const { db, clock } = world.app
  const owner = openDb(openPool(world.ownerUrl, () => undefined, 1))
  await sql.raw('alter table audit disable trigger user').execute(owner)
  await owner.updateTable('audit').set({ actor: 'somebody' }).where('action', '=', 'fleet.create').execute()
  await sql.raw('alter table audit enable trigger user').execute(owner)
  await owner.destroy()
  await expect(rotateKeys(back, 'command-line')).rejects.toMatchObject({ name: 'Refusal', code: 'conflict' })
  expect((await verifyAudit({ db, clock, anchors: anchorsUnder(during) })).first).toMatchObject({ fault: 'changed' })
})
