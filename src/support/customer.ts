// One customer whole, for staff: account, access, money, devices, and the timeline that says why he is or is not connected.
import { accountCard, auditOf } from '../accounts/queries.ts'
import { accessOf } from '../billing/access.ts'
import { accessRow } from '../billing/access-queries.ts'
import { entitlement, planHeld, type Entitlement } from '../billing/core/entitlement.ts'
import { listEvents } from '../billing/events.ts'
import { grantsOf } from '../billing/grant-queries.ts'
import { billingOf } from '../billing/overview.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { listDevices } from '../vpn/list-devices.ts'
import { listNodes } from '../vpn/nodes.ts'
import { ticketsOf, writtenBy } from './ticket-queries.ts'
import { reasonOf, timelineOf } from './core/timeline.ts'

const EVENTS = 40

/** Undefined: there is no such account. */
export async function readCustomer({ db, clock, graceDays }: { db: Db; clock: Clock; graceDays: number }, id: string) {
  const card = await accountCard(db, id)
  if (!card) return undefined
  const needs = { db, clock, graceDays }
  const [facts, row, money, devices, nodes, audit, grants, tickets, ticketMessages] = await Promise.all([
    accessOf(db, id),
    accessRow(db, id),
    billingOf(needs, id),
    listDevices(needs, id),
    listNodes(needs),
    auditOf(db, id),
    grantsOf(db, id),
    ticketsOf(db, id),
    writtenBy(db, id, EVENTS),
  ])
  const events = money.customerId ? await listEvents(db, { customer: money.customerId, limit: EVENTS }) : []
  const access: Entitlement = facts ? entitlement(facts, clock(), graceDays) : { state: 'none' }
  const serving = nodes.filter((node) => node.mode !== 'retired' && node.state !== 'waiting')
  const story = {
    access,
    accessChangedAt: row?.changed_at ?? null,
    ...money,
    events,
    devices,
    nodes: serving,
    audit,
    ticketMessages,
  }
  return {
    card,
    access,
    standing: facts?.standing ?? ('none' as const),
    planName: 'plan' in access ? access.plan.name : ((facts && planHeld(facts, clock())?.name) ?? null),
    money,
    devices,
    tickets,
    grants: grants.map((one) => ({
      id: one.id,
      planName: one.plan_name,
      from: one.starts_at,
      until: one.ends_at,
      reason: one.reason,
      state: one.revoked_at ? ('revoked' as const) : one.ends_at <= clock() ? ('over' as const) : ('running' as const),
    })),
    reason: reasonOf(story),
    timeline: timelineOf(story),
  }
}
