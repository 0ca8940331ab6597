// Customers: find one, see one whole, ban, lift the ban, read from Stripe again.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { SUPPORT_DAYS } from '../../billing/grant.ts'
import { listPlans } from '../../billing/plans.ts'
import { syncAccount } from '../../billing/sync-customer.ts'
import { Refusal } from '../../lib/refusal.ts'
import { newSecret } from '../../lib/token.ts'
import { endSessionsOf } from '../../accounts/end-sessions.ts'
import { accountCard } from '../../accounts/queries.ts'
import { addressInWords } from '../../mail/nobody.ts'
import { banCustomer, unbanCustomer } from '../../support/ban-customer.ts'
import { readCustomer } from '../../support/customer.ts'
import { findCustomers } from '../../support/find-customers.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff, steppedUp } from '../kit/guards.ts'
import type { SignedVisit } from '../kit/visit.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { paymentRows, subscriptionOf } from '../portal/money-facts.ts'
import { CustomerView } from './customer-view.tsx'
import { CustomersView } from './customers-view.tsx'

const ReasonForm = z.object({ reason: z.string() })
const SHOWN = 50

export function adminCustomers(web: Web): Record<'list' | 'show' | 'ban' | 'unban' | 'logOut' | 'sync', Handler> {
  const { app } = web
  const idOf = (c: PageContext) => c.req.param('id') ?? ''
  const change =
    (verb: typeof banCustomer, done: string): Handler =>
    async (c) => {
      const visit = await staff(web, c)
      const { reason } = parse(visit.form, ReasonForm)
      await freshForStaff(web, c, visit)
      try {
        await verb(app, { account: idOf(c), actor: visit.account, reason })
        return goTo(c, `/admin/customers/${encodeURIComponent(idOf(c))}`, done)
      } catch (error) {
        const { status, message, code } = refused(c, error)
        if (code === 'forbidden') throw error // there is no form on his page to say it in
        return customerPage(web, c, visit, { status, banError: message })
      }
    }
  return {
    async list(c) {
      const visit = await staff(web, c)
      const query = (c.req.query('q') ?? '').trim().slice(0, 200)
      const found = await findCustomers(app, query, SHOWN + 1)
      const props = { query, customers: found.slice(0, SHOWN), more: found.length > SHOWN }
      return show(web, c, visit, { title: 'Customers' }, <CustomersView {...props} />)
    },

    async show(c) {
      return customerPage(web, c, await staff(web, c), { status: 200 })
    },

    ban: change(banCustomer, 'banned'),
    unban: change(unbanCustomer, 'unbanned'),

    async logOut(c) {
      const { account: actor } = await staff(web, c)
      await endSessionsOf(app, { account: idOf(c), actor })
      return goTo(c, `/admin/customers/${encodeURIComponent(idOf(c))}`, 'logged-out')
    },

    async sync(c) {
      await staff(web, c)
      await syncAccount(app, idOf(c))
      return goTo(c, `/admin/customers/${encodeURIComponent(idOf(c))}`, 'synced')
    },
  }
}

/** Who shuts staff out changes who works here, and for that gives a fresh code, as on /admin/staff. */
async function freshForStaff(web: Web, c: PageContext, visit: SignedVisit): Promise<void> {
  const id = c.req.param('id') ?? ''
  const card = await accountCard(web.app.db, id)
  if (!card || card.role === 'customer' || visit.session.role !== 'owner') return
  steppedUp(web, visit, `/admin/customers/${encodeURIComponent(id)}`)
}

interface Said {
  /** Where the address does not name it. */
  account?: string
  status: ContentfulStatusCode
  grantError?: string | null
  banError?: string | null
  subscriptionError?: string | null
}

/** The page of one customer, with what stopped a form on it. Refusal: `not-found`. */
export async function customerPage(
  web: Web,
  c: PageContext,
  visit: SignedVisit,
  { account = c.req.param('id') ?? '', status, banError = null, subscriptionError = null, grantError = null }: Said,
): Promise<Response> {
  const { app } = web
  const [found, plans] = await Promise.all([readCustomer(app, account), listPlans(app.db)])
  if (!found) throw new Refusal('not-found', 'There is no such customer.')
  const { card, money } = found
  const stripeId = money.customerId
  const mode = app.stripe.livemode ? '' : 'test/'
  const stripePage = app.simulator ? '/sim/' : `https://dashboard.stripe.com/${mode}customers/${stripeId}`
  const customer = {
    ...card,
    emailVerified: card.emailVerifiedAt !== null,
    stripe: stripeId === null ? null : { id: stripeId, url: stripePage },
  }
  const { access, standing, planName, reason, timeline, devices, tickets } = found
  const mayBan = card.id !== visit.account && (card.role === 'customer' || visit.session.role === 'owner')
  const facts = { csrf: visit.csrf, now: app.clock(), customer, mayBan, banError, payments: paymentRows(money) }
  const running = subscriptionOf(money)
  const subscription = running && { ...running, intent: newSecret(), error: subscriptionError }
  const grants = {
    id: card.id,
    intent: newSecret(),
    grants: found.grants,
    plans: plans.filter((plan) => plan.id !== 'free'),
    mostDays: visit.session.role === 'owner' ? null : SUPPORT_DAYS,
    error: grantError,
  }
  const body = (
    <CustomerView
      {...facts}
      subscription={subscription}
      {...{ access, standing, planName, reason, timeline, devices, tickets, grants }}
    />
  )
  return show(web, c, visit, { title: addressInWords(card.email), status }, body)
}
