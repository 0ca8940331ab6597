// Each command done to the product itself, through its verbs and the simulator's controls.
import { cancelAtPeriodEnd, resume } from '../../src/billing/change-subscription.ts'
import { changePlanOf } from '../../src/billing/change-plan-of.ts'
import { startCheckout } from '../../src/billing/checkout.ts'
import { grantAccess } from '../../src/billing/grant.ts'
import { refundPayment } from '../../src/billing/refund.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { newId, newSecret } from '../../src/lib/token.ts'
import { addDevice } from '../../src/vpn/add-device.ts'
import { removeDevice } from '../../src/vpn/remove-device.ts'
import { sessionIn } from '../support/buyer.ts'
import { invoicesOf, stripeCall } from '../support/stripe-side.ts'
import type { World } from '../support/world.ts'
import { GRANT_DAYS, type Command } from './rules.ts'

const ACTOR = 'command-line'
/** A coupon of this code takes half off, once for each customer. */
export const CODE = 'HALF-ONCE'

/** `refused` when the product said no in its own words; other faults are thrown. */
export async function doIt(world: World, account: string, command: Command): Promise<'done' | 'refused'> {
  try {
    await act(world, account, command)
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return 'refused'
    throw error
  }
}

async function act(world: World, account: string, command: Command): Promise<unknown> {
  const { app } = world
  const { control } = world.simulator
  const told = { reason: 'Asked for it', intent: newSecret(), actor: ACTOR }
  switch (command.do) {
    case 'buy': {
      const price = `turnpike_${command.plan}_month_usd`
      const session = sessionIn(await startCheckout(app, account, price, command.coupon ? CODE : ''))
      return control.completeCheckout(session, command.declined ? 'pm_card_chargeDeclined' : 'pm_card_visa')
    }
    case 'change':
      return changePlanOf(app, account, command.plan, ACTOR)
    case 'grant':
      return grantAccess(app, { account, plan: command.plan, days: GRANT_DAYS, by: 'owner', ...told })
    case 'refund': {
      const { id: payment } = await newestPayment(world, account)
      return refundPayment(app, { payment, amount: command.cents === null ? null : BigInt(command.cents), ...told })
    }
    case 'card fails':
    case 'card pays':
      return control.setOutcome(await customerOf(world, account), command.do === 'card fails' ? 'decline' : null)
    case 'pay invoice':
      return payOpenInvoice(world, account)
    case 'dispute':
      return control.openDispute((await newestPayment(world, account)).stripe_id)
    case 'win':
    case 'lose':
      return control.closeDispute(await openDispute(world, account), command.do === 'win' ? 'won' : 'lost')
    case 'cancel':
      return cancelAtPeriodEnd(app, account)
    case 'resume':
      return resume(app, account)
    case 'add device':
      return addOne(world, account)
    case 'fill devices':
      return fillDevices(world, account)
    case 'remove device':
      return removeDevice(app, account, await newestDevice(world, account))
    case 'nothing':
      return undefined
  }
}

async function payOpenInvoice(world: World, account: string): Promise<void> {
  world.simulator.control.setOutcome(await customerOf(world, account), null)
  const open = (await invoicesOf(world, account)).find(({ status }) => status === 'open')
  if (!open) throw new Error('no invoice is open')
  await stripeCall(world, `/v1/invoices/${open.id}/pay`, 'POST')
}

function addOne({ app }: World, account: string) {
  return addDevice(app, account, { name: newId('phone'), protocol: 'wireguard' })
}

/** Until the product says that it is enough. */
async function fillDevices(world: World, account: string): Promise<void> {
  await addOne(world, account)
  try {
    for (;;) await addOne(world, account)
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'limit')) throw error
  }
}

function newestPayment({ app }: World, account: string) {
  return app.db
    .selectFrom('payments')
    .select(['id', 'stripe_id'])
    .where('account_id', '=', account)
    .where('status', '=', 'succeeded')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
}

async function customerOf({ app }: World, account: string): Promise<string> {
  const own = app.db.selectFrom('stripe_customers').select('id').where('account_id', '=', account)
  return (await own.executeTakeFirstOrThrow()).id
}

async function openDispute({ app }: World, account: string): Promise<string> {
  const { id } = await app.db
    .selectFrom('disputes')
    .innerJoin('payments', 'payments.stripe_id', 'disputes.charge_id')
    .select('disputes.stripe_id as id')
    .where('payments.account_id', '=', account)
    .where('disputes.status', '=', 'needs_response')
    .orderBy('disputes.created_at')
    .executeTakeFirstOrThrow()
  return id
}

async function newestDevice({ app }: World, account: string): Promise<string> {
  const live = app.db.selectFrom('devices').select('id').where('account_id', '=', account)
  const { id } = await live.where('removed_at', 'is', null).orderBy('created_at', 'desc').executeTakeFirstOrThrow()
  return id
}
