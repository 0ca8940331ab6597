// What is under way when the product dies: each prepares somebody new, and does one thing that may be done again as it was.
import { askManualPayment } from '../../src/billing/ask-manual-payment.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { makeVouchers } from '../../src/billing/vouchers.ts'
import { findAccount } from '../../src/accounts/queries.ts'
import { newSecret } from '../../src/lib/token.ts'
import { comeBy, newAffiliate } from '../support/affiliates.ts'
import { buy, lastPayment, newBuyer, sessionIn, subscriber } from '../support/buyer.ts'
import { openStaff } from '../support/staff.ts'
import { subscriptionAtStripe } from '../support/stripe-side.ts'
import { formOf, openClient } from '../support/web-client.ts'
import type { World } from '../support/world.ts'

export interface Story {
  account: string
  /** Does it, the first time or again. Rejects when nobody answers. */
  act(): Promise<void>
}

export interface Scenario {
  name: string
  /** `moveClock` tells the other process of a clock that was moved. */
  prepare(world: World, moveClock: () => Promise<void>): Promise<Story>
}

const PRO = 'turnpike_pro_month_usd'
const PASSWORD = 'correct horse battery staple'

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'webhooks of a paid checkout',
    async prepare(world) {
      const account = await newBuyer(world)
      const session = sessionIn(await startCheckout(world.app, account, PRO))
      const { control } = world.simulator
      const act = once(
        () => control.completeCheckout(session),
        () => control.retryWebhooks(),
      )
      return { account, act }
    },
  },
  {
    name: 'return from a checkout whose webhooks never come',
    async prepare(world) {
      const { control } = world.simulator
      control.setWebhooks({ drop: 1 })
      const account = await newBuyer(world)
      const client = await logIn(world, account)
      const url = await startCheckout(world.app, account, PRO)
      control.completeCheckout(sessionIn(url))
      const { id } = await world.app.db
        .selectFrom('checkouts')
        .select('id')
        .where('account_id', '=', account)
        .executeTakeFirstOrThrow()
      return { account, act: async () => served((await client.get(`/checkouts/${id}`)).status) }
    },
  },
  {
    name: 'refund by the owner',
    async prepare(world) {
      const account = await subscriber(world, PRO)
      const page = `/admin/payments/${(await lastPayment(world, account)).id}`
      const owner = await openStaff(world)
      const form = { ...formOf((await owner.get(page)).text, `${page}/refunds`), amount: '2.50', reason: 'Slow' }
      return { account, act: async () => served((await owner.post(`${page}/refunds`, form)).status) }
    },
  },
  {
    name: 'change to a larger plan',
    async prepare(world) {
      const account = await subscriber(world)
      const client = await logIn(world, account)
      const { text } = await client.get(`/subscription/change?price=${PRO}`)
      const form = formOf(text, '/subscription/change')
      if (!form) throw new Error('nothing to confirm')
      return { account, act: async () => served((await client.post('/subscription/change', form)).status) }
    },
  },
  {
    name: 'payout run',
    async prepare(world, moveClock) {
      const { account, code } = await newAffiliate(world)
      const customer = await comeBy(world, [`/?via=${code}`])
      await buy(world, customer.account, 'turnpike_pro_year_usd')
      const { id } = await subscriptionAtStripe(world, customer.account)
      await world.app.stripe.cancelNow({ subscription: id })
      world.pass('31d')
      await moveClock()
      await world.settled()
      const owner = await openStaff(world)
      const action = '/admin/affiliates/payouts'
      const form = formOf((await owner.get('/admin/affiliates')).text, action) ?? {}
      return { account, act: async () => served((await owner.post(action, form)).status) }
    },
  },
  {
    name: 'time granted by staff',
    async prepare(world) {
      const account = await newBuyer(world)
      const page = `/admin/customers/${account}`
      const owner = await openStaff(world)
      const found = formOf((await owner.get(page)).text, `${page}/grants`)
      if (!found) throw new Error('no form to grant with')
      const form = { ...found, plan: 'pro', days: '30', reason: 'Was without a server' }
      return { account, act: async () => served((await owner.post(`${page}/grants`, form)).status) }
    },
  },
  {
    name: 'voucher redeemed',
    async prepare(world) {
      const account = await newBuyer(world)
      const gift = { plan: 'pro', unit: 'month' as const, length: 1, size: 1, value: { amount: 450n, currency: 'usd' } }
      const about = { note: 'A sample', expiresAt: null, intent: newSecret(), actor: 'command-line' }
      const { codes } = await makeVouchers(world.app, { ...gift, ...about })
      const client = await logIn(world, account)
      const form = { ...formOf((await client.get('/billing')).text, '/vouchers'), code: codes[0] ?? '' }
      return { account, act: async () => served((await client.post('/vouchers', form)).status) }
    },
  },
  {
    name: 'manual payment approved',
    async prepare(world) {
      const account = await newBuyer(world)
      const selling = { ...world.app, manualPayments: 'Pay at the counter.' }
      const wish = { account, price: PRO, method: 'cash' as const, actor: account }
      const page = `/admin/manual-payments/${(await askManualPayment(selling, wish)).id}`
      const owner = await openStaff(world)
      const form = { ...formOf((await owner.get(page)).text, `${page}/approval`), note: 'In the till' }
      return { account, act: async () => served((await owner.post(`${page}/approval`, form)).status) }
    },
  },
]

/** The first time `first`, then `again`. */
function once(first: () => unknown, again: () => unknown): () => Promise<void> {
  let isFirst = true
  return async () => {
    const act = isFirst ? first : again
    isFirst = false
    await act()
  }
}

/** A refusal is an answer; a fault is none. */
function served(status: number): void {
  if (status >= 500) throw new Error(`status ${status}`)
}

async function logIn(world: World, account: string) {
  const email = (await findAccount(world.app.db, account))?.email ?? ''
  const client = openClient(world.url)
  const { status } = await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  if (status !== 200) throw new Error(`log-in answered ${status}`)
  return client
}
