// `subscription list|show|stats`: what customers have.
import { Option, type Command } from 'commander'
import { revenueStats } from '../billing/overview.ts'
import { formatMoney } from '../billing/core/money.ts'
import { grantsOf } from '../billing/grant-queries.ts'
import { listPlans } from '../billing/plans.ts'
import { Refusal } from '../lib/refusal.ts'
import { exportAll } from '../ops/export.ts'
import { isNobody } from '../mail/nobody.ts'
import { findCustomers, type FoundCustomer } from '../support/find-customers.ts'
import { printJson, printLine, printTable, showTime } from './print.ts'
import { withContext, type Context } from './with-context.ts'

const STATES = ['none', 'active', 'grace', 'suspended', 'ended']
const PAGE = 500

export function addSubscriptionReports(group: Command): void {
  group
    .command('list')
    .description('Customers and their access.')
    .addOption(new Option('--state <state>', 'only these').choices(STATES))
    .option('--plan <name>', 'only those of this plan, by its name or id')
    .option('--json', 'print one JSON value')
    .action(list)
  group
    .command('show')
    .description('One customer: access, subscriptions, payments, grants.')
    .requiredOption('--account <address or id>', 'whose')
    .option('--json', 'print one JSON value')
    .action(show)
  group
    .command('stats')
    .description('Customers by state and plan, and the revenue of a month.')
    .option('--json', 'print one JSON value')
    .action(stats)
}

async function list(options: { state?: string; plan?: string; json?: true }): Promise<void> {
  const { found, plan } = await withContext(async (context) => ({
    plan: options.plan === undefined ? null : await namedPlan(context, options.plan),
    found: await allCustomers(context),
  }))
  const chosen = found.filter(
    (one) =>
      (options.state === undefined || one.access.state === options.state) && (plan === null || one.planName === plan),
  )
  const rows = chosen.map((one) => ({
    account: one.email,
    id: one.id,
    state: one.access.state,
    plan: one.planName,
    until: untilOf(one),
    devices: one.devices,
  }))
  if (options.json) return printJson(rows)
  const cells = rows.map((row) => [
    nameOf(row.account, row.id),
    row.state,
    row.plan ?? '-',
    showTime(row.until),
    `${row.devices}`,
  ])
  printTable(['account', 'state', 'plan', 'until', 'devices'], cells)
}

/** By its name or id, in any letters. Refusal: `not-found`, with the plans that there are. */
async function namedPlan({ db }: Pick<Context, 'db'>, asked: string): Promise<string> {
  const plans = await listPlans(db)
  const isIt = (word: string) => word.toLowerCase() === asked.toLowerCase()
  const plan = plans.find(({ id, name }) => isIt(id) || isIt(name))
  if (plan) return plan.name
  throw new Refusal(
    'not-found',
    `There is no plan named ${asked}. There are: ${plans.map(({ name }) => name).join(', ')}.`,
  )
}

async function show(options: { account: string; json?: true }): Promise<void> {
  const { account, grants } = await withContext(async (context) => {
    const [only] = (await exportAll(context, options.account)).accounts
    return { account: only, grants: only ? await grantsOf(context.db, only.id) : [] }
  })
  if (!account) throw new Error(`There is no account ${options.account}.`)
  const given = grants.map((one) => ({
    id: one.id,
    plan: one.plan_id,
    from: one.starts_at,
    until: one.ends_at,
    reason: one.reason,
    by: one.actor,
    revoked: one.revoked_at,
  }))
  if (options.json) return printJson({ ...account, grants: given })
  const { access } = account
  printLine(
    `${nameOf(account.email, account.id)}: ${access.state}, ${access.plan ?? 'no plan'}, until ${showTime(access.until)}`,
  )
  const bought = account.subscriptions.map((one) => [
    one.id,
    one.plan ?? '-',
    one.status,
    showTime(one.current_period_end),
    showTime(one.ends_at),
  ])
  if (bought.length > 0) printTable(['subscription', 'plan', 'status', 'period until', 'ends'], bought)
  const cells = given.map((one) => [
    one.id,
    one.plan,
    showTime(one.from),
    showTime(one.until),
    one.revoked ? 'revoked' : one.reason,
  ])
  if (cells.length > 0) printTable(['grant', 'plan', 'from', 'until', ''], cells)
  for (const payment of account.payments)
    printLine(`payment ${payment.stripe_id}: ${formatMoney(payment)}, ${payment.status}`)
}

async function stats(options: { json?: true }): Promise<void> {
  const { customers, revenue } = await withContext(async (context) => ({
    customers: await allCustomers(context),
    revenue: await revenueStats(context),
  }))
  const count = (keyOf: (one: FoundCustomer) => string) =>
    Object.fromEntries([...Map.groupBy(customers, keyOf)].map(([key, own]) => [key, own.length]))
  const states = count((one) => one.access.state)
  const plans = count((one) => ('plan' in one.access ? one.access.plan.id : 'none'))
  if (options.json) return printJson({ customers: customers.length, states, plans, ...revenue })
  printTable(
    ['state', 'customers'],
    Object.entries(states).map(([state, own]) => [state, `${own}`]),
  )
  printTable(
    ['plan', 'customers'],
    Object.entries(plans).map(([plan, own]) => [plan, `${own}`]),
  )
  printLine(
    `${revenue.paying} pay; a month brings ${revenue.mrr.map((money) => formatMoney(money)).join(', ') || 'nothing'}.`,
  )
}

async function allCustomers(context: Context): Promise<FoundCustomer[]> {
  const all: FoundCustomer[] = []
  let last: string | undefined
  for (;;) {
    const page = await findCustomers(context, '', PAGE, last)
    all.push(...page.filter((one) => one.role === 'customer'))
    last = page.at(-1)?.id
    if (page.length < PAGE) return all
  }
}

/** What `--account` takes: the id of one that has no address. */
function nameOf(email: string, id: string): string {
  return isNobody(email) ? id : email
}

function untilOf({ access }: FoundCustomer): Date | null {
  if (access.state === 'active' || access.state === 'grace') return access.until
  return access.state === 'ended' ? access.since : null
}
