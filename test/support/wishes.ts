// Long because it is one list: what somebody may ask of the own account, each as the form of a page sends it.
import type { Session } from '../../src/accounts/session.ts'
import { offerSecret } from '../../src/accounts/two-factor.ts'
import { secretRow } from '../../src/accounts/two-factor-code.ts'
import { issueToken } from '../../src/accounts/token.ts'
import type { Purpose } from '../../src/accounts/token-queries.ts'
import { codeOf, stepAt } from '../../src/accounts/totp.ts'
import { joinAffiliates } from '../../src/affiliates/join.ts'
import { grantAccess } from '../../src/billing/grant.ts'
import { makeVouchers } from '../../src/billing/vouchers.ts'
import { newId, newSecret } from '../../src/lib/token.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { newWireguardKey } from './machine.ts'
import { softwarePasskey } from './passkey.ts'
import type { World } from './world.ts'

export const PASSWORD = 'correct horse battery staple'
const NEXT_PASSWORD = 'yellow lamp on a road'
const MONTH = 'turnpike_pro_month_usd'

export interface Somebody {
  account: string
  email: string
  session: Session
  post(path: string, fields: Record<string, string>): Promise<Response>
}

export interface Wish {
  what: string
  /** The table whose row of the account is needed for it and for a deletion; absent: its own. */
  at?: string
  /** Makes what has to be there before, and gives what is sent where. */
  asks(who: Somebody): Promise<[path: string, fields: Record<string, string>]>
  /** The status when the account is deleted; absent: that of who is logged out. */
  said?: number
}

/** `world` is a function, for the world opens only when the tests begin. */
export function wishesIn(world: () => World): Wish[] {
  return [...ofLogIn(world), ...ofServices(world), ...ofMoney(world), ...ofLinks(world)]
}

function ofLogIn(world: () => World): Wish[] {
  const switchOn = async ({ account, session }: Somebody) => {
    const { app } = world()
    const { secret } = offerSecret(app, session)
    const sealed = app.seal.close(secret, secretRow(account))
    const at = app.clock()
    const factor = { account_id: account, sealed_secret: sealed, last_step: 0n, enrolled_at: at }
    await app.db.insertInto('second_factors').values(factor).execute()
    const given = app.db.updateTable('sessions').set({ second_factor_at: at })
    await given.where('id_hash', '=', session.sessionHash).execute()
    return codeOf(secret, stepAt(at))
  }
  const passkeyOf = async (account: string) => {
    const { db, clock } = world().app
    const [id, unused] = [newId('pk'), { counter: 0n, created_at: clock(), last_used_at: null }]
    const row = { id, account_id: account, slot: 1, name: 'Phone', credential_id: id, public_key: Buffer.alloc(8) }
    await db
      .insertInto('passkeys')
      .values({ ...row, ...unused })
      .execute()
    return id
  }
  return [
    {
      what: 'an API key',
      asks: async () => ['/account/api-keys', { name: 'mine', days: '30', password: PASSWORD, 'account:read': 'on' }],
    },
    {
      what: 'a passkey',
      asks: async ({ post }) => {
        const options = await post('/account/passkeys/options', { password: PASSWORD })
        const credential = softwarePasskey(world().url).registration(await options.text())
        return ['/account/passkeys', { name: 'Phone', credential }]
      },
    },
    {
      what: 'another name for a passkey',
      at: 'passkeys',
      said: 404,
      asks: async ({ account }) => [`/account/passkeys/${await passkeyOf(account)}/name`, { name: 'Laptop' }],
    },
    {
      what: 'a second factor',
      asks: async ({ session }) => {
        const { app } = world()
        const { secret, sealed } = offerSecret(app, session)
        const code = codeOf(secret, stepAt(app.clock()))
        return ['/account/second-factor', { sealed, code, password: PASSWORD }]
      },
    },
    {
      what: 'new recovery codes',
      asks: async (who) => {
        await switchOn(who)
        return ['/account/recovery-codes', {}]
      },
    },
    {
      what: 'to be known by a code once more',
      at: 'second_factors',
      said: 422,
      asks: async (who) => ['/step-up', { code: await switchOn(who), next: '/account' }],
    },
    {
      what: 'to be known by the password once more',
      at: 'sessions',
      asks: async () => ['/step-up', { password: PASSWORD, next: '/account' }],
    },
    {
      what: 'another password',
      said: 422,
      asks: async () => ['/account/password', { current: PASSWORD, password: NEXT_PASSWORD }],
    },
    {
      what: 'another address',
      asks: async ({ email }) => ['/account/email', { email: `new-${email}`, password: PASSWORD }],
    },
  ]
}

function ofServices(world: () => World): Wish[] {
  const deviceOf = async (account: string) => {
    const about = { account, plan: 'pro', days: 30, reason: 'A gift', intent: newSecret() }
    await grantAccess(world().app, { ...about, by: 'owner', actor: 'command-line' })
    return (await addDevice(world().app, account, { name: 'Phone', protocol: 'wireguard' })).id
  }
  return [
    { what: 'a ticket', asks: async () => ['/tickets', { subject: 'Help', text: 'It is slow.' }] },
    {
      what: 'a reply',
      said: 404,
      asks: async ({ account }) => {
        const { id } = await openTicket(world().app, account, { subject: 'Help', text: 'It is slow.' })
        return [`/tickets/${id}/replies`, { text: 'It still is.' }]
      },
    },
    {
      what: 'a device',
      said: 403,
      asks: async ({ account }) => {
        await deviceOf(account)
        return ['/devices', { name: 'Laptop', protocol: 'wireguard' }]
      },
    },
    {
      what: 'another name for a device',
      said: 404,
      asks: async ({ account }) => [`/devices/${await deviceOf(account)}`, { name: 'Laptop' }],
    },
    {
      what: 'a key for a device',
      said: 404,
      asks: async ({ account }) => [`/devices/${await deviceOf(account)}/key`, { public_key: newWireguardKey() }],
    },
  ]
}

function ofMoney(world: () => World): Wish[] {
  return [
    { what: 'a checkout', said: 409, asks: async () => ['/checkouts', { price: MONTH }] },
    { what: 'a payment by bank', said: 403, asks: async () => ['/manual-payments', { price: MONTH, method: 'bank' }] },
    {
      what: 'the time of a voucher',
      asks: async () => {
        const gift = { plan: 'pro', unit: 'day' as const, length: 30, size: 1, value: { amount: 0n, currency: 'usd' } }
        const about = { note: 'Gifts', expiresAt: null, intent: newSecret(), actor: 'command-line' }
        const { codes } = await makeVouchers(world().app, { ...gift, ...about })
        return ['/vouchers', { code: codes[0] ?? '' }]
      },
    },
    { what: 'a link to pass on', asks: async () => ['/affiliate', {}] },
    {
      what: 'payouts to a bank',
      at: 'affiliates',
      asks: async ({ account }) => {
        await joinAffiliates(world().app, account)
        return ['/affiliate/payout-details', { details: 'Bank 12345' }]
      },
    },
  ]
}

function ofLinks(world: () => World): Wish[] {
  const mailed = (account: string, purpose: Purpose, address?: string) => {
    const { db, clock } = world().app
    const email = address === undefined ? null : { address, key: address }
    return db.transaction().execute((tx) => issueToken(tx, clock, account, purpose, email))
  }
  const at = 'email_tokens'
  return [
    {
      what: 'what the link of a sign-up asks',
      at,
      said: 410,
      asks: async ({ account }) => ['/verify-email', { token: await mailed(account, 'verify') }],
    },
    {
      what: 'a new password by a link',
      at,
      said: 410,
      asks: async ({ account }) => [
        '/reset-password/new',
        { token: await mailed(account, 'reset'), password: NEXT_PASSWORD },
      ],
    },
    {
      what: 'one more link to a new password',
      at,
      said: 200,
      asks: async ({ account, email }) => {
        await mailed(account, 'reset')
        return ['/reset-password', { email }]
      },
    },
    {
      what: 'a new address by a link',
      at,
      said: 410,
      asks: async ({ account, email }) => [
        '/email-change',
        { token: await mailed(account, 'change-email', `new-${email}`) },
      ],
    },
    {
      what: 'the old address back by a link',
      at,
      said: 410,
      asks: async ({ account, email }) => [
        '/email-change/undo',
        { token: await mailed(account, 'undo-email', `old-${email}`) },
      ],
    },
  ]
}
