// What staff do to somebody's account, each as the form of a page sends it: for what must go well in the moment of a deletion.
import { createSession } from '../../src/accounts/session.ts'
import { hashSecret, newId, newSecret } from '../../src/lib/token.ts'
import { grantAccess } from '../../src/billing/grant.ts'
import { joinAffiliates } from '../../src/affiliates/join.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { openTicket } from '../../src/support/tickets.ts'
import { buy, lastPayment } from './buyer.ts'
import { PASSWORD, type Somebody, type Wish } from './wishes.ts'
import type { World } from './world.ts'

/** An owner who has just given a code: what a form of the back office is answered. */
export async function staffOf({ app, url }: World): Promise<{ account: string; post: Somebody['post'] }> {
  const { account } = await createOwner(app, { email: `owner-${newId('x')}@example.com`, password: PASSWORD })
  const token = await createSession(app.db, app.clock, { id: account, role: 'owner' })
  const at = app.clock()
  const factor = { account_id: account, sealed_secret: 'sealed', last_step: 0n, enrolled_at: at }
  await app.db.insertInto('second_factors').values(factor).execute()
  const given = app.db.updateTable('sessions').set({ second_factor_at: at })
  await given.where('account_id', '=', account).execute()
  const csrf = app.csrf.token({ session: hashSecret(token) })
  const headers = { cookie: `turnpike=${token}`, origin: url }
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...fields }),
      headers,
      redirect: 'manual',
    })
  return { account, post }
}

const HEARD = { drop: 0, duplicate: 0, delayMs: 0 }

/** `staff` is who does it; both are functions, for they are there only when the tests begin. */
export function staffWishesIn(world: () => World, staff: () => string): Wish[] {
  return [...onTickets(world, staff), ...onAccounts(world), ...onMoney(world)]
}

function onTickets(world: () => World, staff: () => string): Wish[] {
  const ticketOf = async ({ account }: Somebody) => {
    const { id } = await openTicket(world().app, account, { subject: 'Help', text: 'It is slow.' })
    return `/admin/tickets/${id}`
  }
  const ticketOfMine = async (who: Somebody) => {
    const path = await ticketOf(who)
    const mine = world().app.db.updateTable('tickets').set({ assignee_id: staff() })
    await mine.where('account_id', '=', who.account).execute()
    return path
  }
  const said = 404
  const handling = { state: 'answered', priority: 'high' }
  return [
    {
      what: 'an answer',
      said,
      asks: async (who) => [`${await ticketOf(who)}/messages`, { kind: 'staff', text: 'Try again.' }],
    },
    {
      what: 'an answer to a ticket of the own',
      said,
      asks: async (who) => [`${await ticketOfMine(who)}/messages`, { kind: 'staff', text: 'Try again.' }],
    },
    {
      what: 'a note',
      said,
      asks: async (who) => [`${await ticketOf(who)}/messages`, { kind: 'note', text: 'Look at it.' }],
    },
    {
      what: 'a ticket assigned',
      said,
      asks: async (who) => [`${await ticketOf(who)}/handling`, { ...handling, assignee: staff() }],
    },
    {
      what: 'a ticket assigned to nobody',
      said,
      asks: async (who) => [`${await ticketOfMine(who)}/handling`, { ...handling, assignee: '' }],
    },
  ]
}

function onAccounts(world: () => World): Wish[] {
  const about = (account: string) => `/admin/customers/${account}`
  return [
    { what: 'a ban', said: 303, asks: async ({ account }) => [`${about(account)}/ban`, { reason: 'Abuse' }] },
    {
      what: 'a ban lifted',
      said: 303,
      asks: async ({ account }) => {
        const { db, clock } = world().app
        await db.updateTable('accounts').set({ banned_at: clock() }).where('id', '=', account).execute()
        return [`${about(account)}/unban`, { reason: 'A mistake' }]
      },
    },
    {
      what: 'an end of all sessions',
      at: 'sessions',
      said: 303,
      asks: async ({ account }) => [`${about(account)}/log-out`, {}],
    },
    {
      what: 'a link that is trusted again',
      at: 'affiliates',
      said: 409,
      asks: async ({ account }) => {
        await joinAffiliates(world().app, account)
        return [`/admin/affiliates/${account}/approval`, { reason: 'It was a mistake' }]
      },
    },
  ]
}

function onMoney(world: () => World): Wish[] {
  const bought = async (account: string) => {
    world().simulator.control.setWebhooks(HEARD)
    await buy(world(), account, 'turnpike_pro_month_usd')
    return lastPayment(world(), account)
  }
  const granted = (account: string) =>
    grantAccess(world().app, {
      account,
      plan: 'pro',
      days: 30,
      reason: 'A gift',
      intent: newSecret(),
      by: 'owner',
      actor: 'command-line',
    })
  return [
    {
      what: 'time',
      said: 409,
      asks: async ({ account }) => [
        `/admin/customers/${account}/grants`,
        { action: 'grant', plan: 'pro', days: '7', reason: 'A gift', intent: newSecret() },
      ],
    },
    {
      what: 'time taken back',
      said: 409,
      asks: async ({ account }) => [`/admin/grants/${(await granted(account)).id}/revocation`, { reason: 'A mistake' }],
    },
    {
      what: 'a refund',
      said: 303,
      asks: async ({ account }) => [
        `/admin/payments/${(await bought(account)).id}/refunds`,
        { amount: '1.00', reason: 'Sorry', intent: newSecret() },
      ],
    },
    {
      what: 'a look at Stripe',
      said: 303,
      asks: async ({ account }) => {
        const { stripe_id: charge } = await bought(account)
        world().simulator.control.setWebhooks({ ...HEARD, drop: 1 })
        world().simulator.control.refund(charge, 100) // which is not known here yet
        return [`/admin/customers/${account}/sync`, {}]
      },
    },
    {
      what: 'money that came another way',
      said: 409,
      asks: async ({ account, post }) => {
        await post('/manual-payments', { price: 'turnpike_pro_month_usd', method: 'bank' })
        const asked = world().app.db.selectFrom('manual_payments').select('id').where('account_id', '=', account)
        const { id } = await asked.executeTakeFirstOrThrow()
        return [`/admin/manual-payments/${id}/approval`, { note: 'It stands on the statement.' }]
      },
    },
  ]
}
