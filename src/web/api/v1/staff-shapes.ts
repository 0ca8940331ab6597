// What the JSON API says to staff. As in shapes.ts, each field is named.
import { z } from '@hono/zod-openapi'
import { AccessState, Account, Device, Payment } from './shapes.ts'

const instant = z.iso.datetime()

export const FoundCustomer = Account.extend({ access: AccessState, devices: z.number().int() }).openapi('FoundCustomer')

export const Customer = Account.extend({
  access: AccessState,
  reason: z.string(),
  stripe_customer: z.string().nullable(),
  payments: z.array(Payment),
  devices: z.array(Device),
}).openapi('Customer')

export const Entry = z
  .object({
    id: z.string(),
    at: instant,
    kind: z.string(),
    tone: z.string(),
    title: z.string(),
    detail: z.string(),
  })
  .openapi('TimelineEntry')

export const Node = z
  .object({
    id: z.string(),
    name: z.string(),
    location: z.string().nullable(),
    address: z.string().nullable(),
    mode: z.string(),
    state: z.string(),
    words: z.string(),
    up_to_date: z.boolean(),
    last_seen: instant.nullable(),
    agent_version: z.string().nullable(),
    problems: z.array(z.string()),
  })
  .openapi('Node')

export const Reconciliation = z
  .object({
    run: z
      .object({
        id: z.string(),
        started_at: instant,
        finished_at: instant.nullable(),
        compared: z.number().int(),
        foreign: z.number().int(),
      })
      .nullable(),
    differences: z.array(
      z.object({
        id: z.string(),
        class: z.string(),
        stripe_id: z.string(),
        account_id: z.string().nullable(),
        here: z.string().nullable(),
        there: z.string().nullable(),
        resolution: z.string(),
        found_at: instant,
      }),
    ),
  })
  .openapi('Reconciliation')

export const Invariants = z
  .object({
    ok: z.boolean(),
    checks: z.array(
      z.object({
        id: z.string(),
        rule: z.string(),
        ok: z.boolean(),
        count: z.number().int(),
        detail: z.array(z.string()),
      }),
    ),
  })
  .openapi('Invariants')
