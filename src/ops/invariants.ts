// What must be true of our data at any moment, whatever happened before. The database holds most of it by constraints;
// this looks again, after a restore, a repair by hand or a bug.
import { wrongCommissions } from '../affiliates/check-commissions.ts'
import { accessOfAll } from '../billing/access.ts'
import { entitlement } from '../billing/core/entitlement.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { exportDevices } from '../vpn/list-devices.ts'
import type { AnchorFile } from './audit-anchor-file.ts'
import { verifyAudit } from './audit-verify.ts'
import * as violations from './invariant-queries.ts'

export interface InvariantCheck {
  id: string
  rule: string
  ok: boolean
  /** Violations. */
  count: number
  /** One line for each. */
  detail: string[]
}

interface Needs {
  db: Db
  clock: Clock
  graceDays: number
  /** Null without the master key: the audit's chain is then checked alone. */
  anchors: AnchorFile | null
}

/** An event is settled within seconds; after this many milliseconds it counts as forgotten. */
const FORGOTTEN_MS = 15 * 60_000

export async function checkInvariants(needs: Needs): Promise<InvariantCheck[]> {
  const { linesOf, unsettledEvents } = violations
  const { db, clock } = needs
  const waitingSince = new Date(clock().getTime() - FORGOTTEN_MS)
  return [
    held('M1', 'An account has at most one live subscription.', await linesOf(db, violations.secondSubscriptions)),
    held('M2', 'Each payment is booked, once.', await linesOf(db, violations.paymentsWithoutBooking)),
    held('M3', 'Refunds never exceed what was paid.', await linesOf(db, violations.refundsOverCaptured)),
    held(
      'M4-transactions',
      'Each ledger transaction sums to zero.',
      await linesOf(db, violations.unbalancedTransactions),
    ),
    held('M4-currencies', 'Each currency sums to zero.', await linesOf(db, violations.unbalancedCurrencies)),
    held('M8', 'Every event from Stripe is settled.', await linesOf(db, unsettledEvents(waitingSince))),
    held('E5', 'No account is served more devices than its plan includes.', await overLimit(needs)),
    held('E6-addresses', 'Each device has an address of its own.', await linesOf(db, violations.sharedAddresses)),
    held('E6-keys', 'No two devices have one key.', await linesOf(db, violations.sharedKeys)),
    held(
      'A1',
      'A payment earns one commission, for whoever brought its customer.',
      await linesOf(db, violations.strayCommissions),
    ),
    held('A2', 'A commission is its share of the money that stayed.', await wrongCommissions(db, waitingSince)),
    held(
      'A2-ledger',
      'Each commission entry and paid payout is booked.',
      await linesOf(db, violations.unbookedCommissions),
    ),
    held('A4', 'A payout is the sum of its entries, each past its hold.', await linesOf(db, violations.wrongPayouts)),
    held(
      'P1',
      'Each redeemed voucher is one grant, and is booked with what it was sold for.',
      await linesOf(db, violations.wrongVouchers),
    ),
    held(
      'P2',
      'Each approved manual payment is one grant, and is booked with what came and went back.',
      await linesOf(db, violations.wrongManualPayments),
    ),
    held('S2', 'The audit is as it was written.', await auditFaults(needs)),
  ]
}

function held(id: string, rule: string, detail: string[]): InvariantCheck {
  return { id, rule, ok: detail.length === 0, count: detail.length, detail }
}

async function auditFaults(needs: Needs): Promise<string[]> {
  const { first } = await verifyAudit(needs)
  // Where the anchors are not, the chain alone is looked at.
  return first && first.fault !== 'anchored-elsewhere' ? [first.sentence] : []
}

/** Devices over the limit may exist, after a change to a smaller plan, but they rest. */
async function overLimit(needs: Needs): Promise<string[]> {
  const access = await accessOfAll(needs.db)
  const now = needs.clock()
  const lines: string[] = []
  for (const [account, devices] of await exportDevices(needs, null)) {
    const facts = access.get(account)
    const entitled = facts ? entitlement(facts, now, needs.graceDays) : ({ state: 'none' } as const)
    const limit = entitled.state === 'active' || entitled.state === 'grace' ? entitled.plan.deviceLimit : 0
    const served = devices.filter((device) => device.state === 'active').length
    if (served > limit) lines.push(`${account} is served ${served} devices of ${limit}`)
  }
  return lines
}
