// A customer's devices, from adding to removing, with a real database: limits, addresses, keys, certificates, foreign hands.
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDevice } from '../../src/vpn/add-device.ts'
import { exportDevices, listDevices, readDevice } from '../../src/vpn/list-devices.ts'
import { makeProfile } from '../../src/vpn/make-profile.ts'
import { profileTemplates } from '../../src/vpn/profile.ts'
import { removeDevice } from '../../src/vpn/remove-device.ts'
import { renameDevice } from '../../src/vpn/rename-device.ts'
import { setDeviceKey } from '../../src/vpn/set-device-key.ts'
import { openFleetWorld, type FleetWorld } from '../support/fleet-world.ts'
import { newWireguardKey } from '../support/machine.ts'
import { refusals, tally } from '../support/people.ts'

let world: FleetWorld
beforeAll(async () => {
  world = await openFleetWorld()
  await world.node('frankfurt')
})
afterAll(async () => world?.close())

const add = (account: string, name: string, protocol: 'wireguard' | 'openvpn' = 'wireguard') =>
  addDevice(world, account, { name, protocol })
const addressesOf = async (account: string) => (await listDevices(world, account)).flatMap((it) => it.addresses)
const refused = (code: string) => ({ name: 'Refusal', code })

describe('the limit of the plan', () => {
  test('fifty adds at once at a limit of three give three devices, with addresses of their own', async () => {
    const account = await world.customer('basic')
    const added = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => add(account, `device ${n}`)))
    expect(tally(added)).toBe(3)
    expect(refusals(added, 'limit')).toBe(47)
    expect(await listDevices(world, account)).toHaveLength(3)
    expect(new Set(await addressesOf(account)).size).toBe(6)
  })

  test('a smaller plan lets the newest rest, a larger one brings them back as they were', async () => {
    const account = await world.customer('pro')
    for (const name of ['one', 'two', 'three', 'four']) {
      const { id } = await add(account, name)
      await setDeviceKey(world, account, id, newWireguardKey())
    }
    const states = async () => (await listDevices(world, account)).map((it) => it.state)
    await world.db.updateTable('access').set({ plan_id: 'basic' }).where('account_id', '=', account).execute()
    expect(await states()).toEqual(['active', 'active', 'active', 'suspended'])
    await world.db.updateTable('access').set({ plan_id: 'pro' }).where('account_id', '=', account).execute()
    expect(await states()).toEqual(['active', 'active', 'active', 'active'])
  })

  test('who has no access, no verified address or no account adds nothing', async () => {
    const account = await world.customer()
    await world.db.updateTable('access').set({ paid_until: null }).where('account_id', '=', account).execute()
    await expect(add(account, 'phone')).rejects.toMatchObject(refused('no-access'))
    const unverified = await world.customer()
    const { db } = world
    await db.updateTable('accounts').set({ email_verified_at: null }).where('id', '=', unverified).execute()
    await expect(add(unverified, 'phone')).rejects.toMatchObject(refused('forbidden'))
    await expect(add('acct_22222222222222222222', 'phone')).rejects.toMatchObject(refused('not-found'))
  })
})

describe('addresses', () => {
  test('many accounts that add at once never get one address twice', async () => {
    const accounts = await Promise.all(Array.from({ length: 12 }, () => world.customer()))
    await Promise.all(accounts.flatMap((account) => ['a', 'b', 'c'].map((name) => add(account, name))))
    const all = (await Promise.all(accounts.map(addressesOf))).flat()
    expect(all).toHaveLength(12 * 3 * 2)
    expect(new Set(all).size).toBe(all.length)
  })

  test('an address rests for a day after its device is gone', async () => {
    const other = await openFleetWorld()
    const account = await other.customer()
    const own = async (name: string) => {
      const { id } = await addDevice(other, account, { name, protocol: 'openvpn' })
      const [ipv4] = (await readDevice(other, account, id)).addresses
      return { id, ipv4 }
    }
    const first = await own('first')
    await removeDevice(other, account, first.id)
    other.travel(23.9)
    const early = await own('early')
    expect(early.ipv4).not.toBe(first.ipv4)
    other.travel(0.2)
    const late = await own('late')
    expect(late.ipv4).toBe(first.ipv4)
    await other.close()
  })

  test('a full pool refuses in words', async () => {
    const other = await openFleetWorld()
    const small = { network4: '10.90.0.0/30', network6: 'fd00:90::/64' } // one device beside the node
    await other.db.updateTable('pools').set(small).where('protocol', '=', 'wireguard').execute()
    const account = await other.customer()
    await addDevice(other, account, { name: 'one', protocol: 'wireguard' })
    const another = addDevice(other, account, { name: 'two', protocol: 'wireguard' })
    await expect(another).rejects.toMatchObject(refused('unavailable'))
    expect(await listDevices(other, account)).toHaveLength(1)
    await other.close()
  })
})

describe('names', () => {
  test.each(['$(id)', 'a;b', '-config', '..', 'x\npush "route 0.0.0.0"', 'x\nPostUp = id', 'a'.repeat(300), 'CON'])(
    '%j is refused',
    async (name) => {
      const account = await world.customer()
      await expect(add(account, name)).rejects.toMatchObject(refused('invalid'))
      const { id } = await add(account, 'fine')
      await expect(renameDevice(world, account, id, name)).rejects.toMatchObject(refused('invalid'))
    },
  )

  test('are unique among the live devices of an account, whatever their case', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'Phone')
    await expect(add(account, 'phone')).rejects.toMatchObject(refused('taken'))
    const other = await add(account, 'laptop')
    await expect(renameDevice(world, account, other.id, 'PHONE')).rejects.toMatchObject(refused('taken'))
    await renameDevice(world, account, id, 'phone') // its own name in another case
    await removeDevice(world, account, id)
    await add(account, 'phone')
    await add(await world.customer(), 'phone')
  })
})

describe('WireGuard keys', () => {
  test('a key from the browser gives files without the private key', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'phone')
    expect(await profileTemplates(world, account, id)).toEqual([])
    await setDeviceKey(world, account, id, newWireguardKey())
    const [file] = await profileTemplates(world, account, id)
    expect(file?.fileName).toMatch(/^[a-z0-9-]{1,15}\.conf$/)
    expect(file?.text).toContain('PrivateKey = (private key)\n')
    expect(file?.text).toContain('Endpoint = 192.0.2.7:51820')
  })

  test('keys that anyone could use, and keys that somebody has, are refused in one sentence', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'phone')
    const theirs = newWireguardKey()
    const stranger = await world.customer()
    await setDeviceKey(world, stranger, (await add(stranger, 'phone')).id, theirs)
    const node = await world.node('lisbon')
    const zero = Buffer.alloc(32).toString('base64')
    const sentences = new Set<string>()
    for (const key of ['', zero, theirs, node.wireguardPublicKey, `${theirs}\nPostUp = id`]) {
      const error: unknown = await setDeviceKey(world, account, id, key).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject(refused('invalid'))
      sentences.add(error instanceof Error ? error.message : '')
    }
    expect(sentences.size).toBe(1)
    expect((await readDevice(world, account, id)).state).toBe('waiting')
  })

  test('two accounts that bring one key at once: one has it', async () => {
    const accounts = await Promise.all([world.customer(), world.customer(), world.customer()])
    const key = newWireguardKey()
    const ids = await Promise.all(accounts.map((account) => add(account, 'phone')))
    const set = await Promise.allSettled(
      accounts.map((account, n) => setDeviceKey(world, account, ids[n]?.id ?? '', key)),
    )
    expect(tally(set)).toBe(1)
    expect(refusals(set, 'invalid')).toBe(2)
  })

  test('a key made here is in the answer and in no table', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'phone')
    const [file] = await makeProfile(world, account, id)
    const privateKey = /^PrivateKey = (\S{44})$/m.exec(file?.text ?? '')?.[1] ?? ''
    const presharedKey = /^PresharedKey = (\S{44})$/m.exec(file?.text ?? '')?.[1] ?? ''
    expect(privateKey).not.toBe('')
    const everything = JSON.stringify([
      await world.db.selectFrom('devices').selectAll().execute(),
      (await world.db.selectFrom('audit').selectAll().execute()).map((row) => ({ ...row, id: String(row.id) })),
    ])
    expect(everything).not.toContain(privateKey)
    expect(everything).not.toContain(presharedKey)
  })
})

describe('OpenVPN profiles', () => {
  test('a profile is whole, its certificate is the device, and making it again ends the one before', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'My Laptop', 'openvpn')
    const serials: string[] = []
    for (const _ of [1, 2]) {
      const [file, ...others] = await makeProfile(world, account, id)
      expect(others).toEqual([])
      expect(file?.fileName).toBe('my-laptop.ovpn')
      const certificate = new X509Certificate(/<cert>\n([^<]+)<\/cert>/.exec(file?.text ?? '')?.[1] ?? '')
      expect(certificate.subject).toBe(`CN=${id}`)
      expect(certificate.checkIssued(new X509Certificate(world.fleet.authority.certificate))).toBe(true)
      expect(Number.parseInt(certificate.serialNumber.slice(0, 2), 16)).toBeLessThan(0x80)
      expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
      serials.push(BigInt(`0x${certificate.serialNumber}`).toString())
    }
    const rows = await world.db.selectFrom('certificates').selectAll().where('device_id', '=', id).execute()
    const live = rows.filter((row) => row.revoked_at === null).map((row) => row.serial)
    expect(live).toEqual([serials[1]])
    expect(rows.filter((row) => row.revoked_at !== null).map((row) => row.serial)).toEqual([serials[0]])
    await expect(setDeviceKey(world, account, id, newWireguardKey())).rejects.toMatchObject(refused('conflict'))
  })

  test('of two made at once one certificate lives', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'laptop', 'openvpn')
    await Promise.all([makeProfile(world, account, id), makeProfile(world, account, id)])
    const query = world.db.selectFrom('certificates').selectAll().where('device_id', '=', id)
    expect(await query.where('revoked_at', 'is', null).execute()).toHaveLength(1)
  })

  test('a certificate ends by itself and a new profile mends it', async () => {
    const account = await world.customer()
    const { id } = await add(account, 'laptop', 'openvpn')
    await makeProfile(world, account, id)
    expect((await readDevice(world, account, id)).state).toBe('active')
    const past = { not_after: new Date('2026-01-01T00:00:00Z') }
    await world.db.updateTable('certificates').set(past).where('device_id', '=', id).execute()
    const ended = await readDevice(world, account, id)
    expect(ended.state).toBe('waiting')
    expect(ended.reason).toContain('certificate has ended')
    await makeProfile(world, account, id)
    expect((await readDevice(world, account, id)).state).toBe('active')
  })
})

test('what is foreign and what does not exist look the same', async () => {
  const [owner, stranger] = [await world.customer(), await world.customer()]
  const { id } = await add(owner, 'phone')
  const sentences = new Set<string>()
  for (const device of [id, 'dev_22222222222222222222', "' or true --"]) {
    const tries = [
      readDevice(world, stranger, device),
      renameDevice(world, stranger, device, 'mine'),
      setDeviceKey(world, stranger, device, newWireguardKey()),
      makeProfile(world, stranger, device),
      profileTemplates(world, stranger, device),
      removeDevice(world, stranger, device),
    ]
    for (const result of await Promise.allSettled(tries)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'Refusal', code: 'not-found' } })
      if (result.status === 'rejected') sentences.add(String(result.reason))
    }
  }
  expect(sentences.size).toBe(1)
  expect(await readDevice(world, owner, id)).toMatchObject({ name: 'phone', state: 'waiting' })
})

test('a removed device stays in the export, without addresses, and cannot be removed twice', async () => {
  const account = await world.customer()
  const { id } = await add(account, 'phone')
  await removeDevice(world, account, id)
  await expect(removeDevice(world, account, id)).rejects.toMatchObject(refused('not-found'))
  expect(await listDevices(world, account)).toEqual([])
  const exported = await exportDevices(world, null)
  expect(exported.get(account)).toMatchObject([{ id, state: 'removed', addresses: [] }])
})
