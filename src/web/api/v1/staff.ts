// What staff may read by key. To keys of customers none of it exists.
import { z } from '@hono/zod-openapi'
import { reconciliation } from '../../../billing/reconcile.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { anchorFileOf } from '../../../ops/audit-anchors.ts'
import { checkInvariants } from '../../../ops/invariants.ts'
import { readCustomer } from '../../../support/customer.ts'
import { findCustomers } from '../../../support/find-customers.ts'
import { listNodes } from '../../../vpn/nodes.ts'
import type { Web } from '../../kit/web.ts'
import { openRouter, operation } from './operation.ts'
import { cut, paged, PageQuery, pageOf } from './paging.ts'
import { accessAnswer, accountAnswer, deviceAnswer, paymentAnswer } from './shapes.ts'
import { paymentRows } from '../../portal/money-facts.ts'
import { Customer, Entry, FoundCustomer, Invariants, Node, Reconciliation } from './staff-shapes.ts'

const params = z.object({ id: z.string().max(64) })
const Search = PageQuery.extend({ search: z.string().max(200).default('') })
const DIFFERENCES = 100

export function staffOperations(web: Web) {
  const { app } = web
  const routes = staffRoutes(web)
  const customer = async (id: string) => {
    const found = await readCustomer(app, id)
    if (!found) throw new Refusal('not-found', 'There is no such customer.')
    return found
  }
  return openRouter()
    .openapi(routes.find, async (c) => {
      const { search, cursor, limit } = c.req.valid('query')
      const { items, next_cursor } = paged(await findCustomers(app, search, limit + 1, cursor), limit)
      const rows = items.map((one) => ({
        ...accountAnswer(one),
        access: accessAnswer(one.access),
        devices: one.devices,
      }))
      return c.json({ items: rows, next_cursor }, 200)
    })
    .openapi(routes.show, async (c) => {
      const { card, access, reason, money, devices } = await customer(c.req.valid('param').id)
      const lists = { payments: paymentRows(money).map(paymentAnswer), devices: devices.map(deviceAnswer) }
      const stripe = { stripe_customer: money.customerId }
      return c.json({ ...accountAnswer(card), access: accessAnswer(access), reason, ...stripe, ...lists }, 200)
    })
    .openapi(routes.timeline, async (c) => {
      const { timeline } = await customer(c.req.valid('param').id)
      const entries = timeline.map(({ at, ...entry }, index) => ({ id: String(index), at: at.toISOString(), ...entry }))
      return c.json(cut(entries, c.req.valid('query')), 200)
    })
    .openapi(routes.nodes, async (c) => {
      const nodes = (await listNodes(app)).map(
        ({ id, name, location, address, mode, state, words, problems, ...rest }) => {
          const shared = { id, name, location, address, mode, state, words, problems, up_to_date: rest.upToDate }
          return { ...shared, last_seen: rest.lastSeenAt?.toISOString() ?? null, agent_version: rest.agentVersion }
        },
      )
      return c.json(cut(nodes, c.req.valid('query')), 200)
    })
    .openapi(routes.reconciliation, async (c) => c.json(await reconciliationAnswer(web), 200))
    .openapi(routes.invariants, async (c) => {
      const checks = await checkInvariants({ ...app, anchors: anchorFileOf(app.config, app.seal) })
      return c.json({ ok: checks.every((check) => check.ok), checks }, 200)
    })
}

async function reconciliationAnswer({ app }: Web): Promise<z.infer<typeof Reconciliation>> {
  const { run, differences } = await reconciliation(app, DIFFERENCES)
  return {
    run: run && {
      id: run.id,
      started_at: run.started_at.toISOString(),
      finished_at: run.finished_at?.toISOString() ?? null,
      compared: Number(run.compared),
      foreign: Number(run.foreign),
    },
    differences: differences.map(({ id, class: kind, stripe_id, account_id, here, there, resolution, found_at }) => {
      const facts = { id: String(id), class: kind, stripe_id, account_id, here, there, resolution }
      return { ...facts, found_at: found_at.toISOString() }
    }),
  }
}

function staffRoutes(web: Web) {
  const page = { query: PageQuery }
  const get = <const P extends string, A extends z.ZodType, R extends { params?: z.ZodObject; query?: z.ZodObject }>(
    path: P,
    summary: string,
    request: R,
    answer: A,
  ) => operation(web, 'get', path, { summary, request, answer })
  return {
    find: get('/staff/customers', 'Customers, newest first', { query: Search }, pageOf(FoundCustomer)),
    show: get('/staff/customers/{id}', 'One customer', { params }, Customer),
    timeline: get('/staff/customers/{id}/timeline', 'From payment to tunnel', { params, ...page }, pageOf(Entry)),
    nodes: get('/staff/nodes', 'Nodes by name', page, pageOf(Node)),
    reconciliation: get('/staff/reconciliation', 'Where our copies differ from Stripe', {}, Reconciliation),
    invariants: get('/staff/invariants', 'What must always be true', {}, Invariants),
  }
}
