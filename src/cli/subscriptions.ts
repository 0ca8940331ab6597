// `subscription ...`: what customers have, and what the operator does about it. Each write is audited as `command-line`; with
// `--dry-run` it says what it would do and does nothing.
import type { Command } from 'commander'
import type { Persons } from '../accounts/persons.ts'
import { findAccountByKey } from '../accounts/queries.ts'
import { parseEmail } from '../accounts/email.ts'
import { changePlanOf } from '../billing/change-plan-of.ts'
import { cancelAtPeriodEnd } from '../billing/change-subscription.ts'
import { changeGranted, extendAccess, grantAccess, previewGrant, revokeGrant } from '../billing/grant.ts'
import { grantsOf } from '../billing/grant-queries.ts'
import { endSubscription } from '../billing/manage-subscription.ts'
import { liveSubscription } from '../billing/overview-queries.ts'
import type { Gateway } from '../billing/stripe.ts'
import { openQueue, type Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { printJson, printLine, showTime } from './print.ts'
import { addSubscriptionReports } from './subscription-reports.ts'
import { wholeNumber } from './whole-number.ts'
import { withContext, type Context } from './with-context.ts'

interface Common {
  account: string
  reason: string
  dryRun?: true
  json?: true
}
/** What was done, or would be: printed as one line or one JSON value. */
type Deed = { did: string } & Record<string, unknown>

const ACTOR = 'command-line'

export function addSubscriptionCommands(program: Command): void {
  const group = program.command('subscription').description('What customers have, and what to do about it.')
  addSubscriptionReports(group)
  write(group, 'grant', 'Give time of a plan.')
    .requiredOption('--plan <plan>', 'of which plan')
    .requiredOption('--days <n>', 'how many days', wholeNumber)
    .action((options: Common & { plan: string; days: number }) => act(options, (it) => give(it, options)))
  write(group, 'extend', 'Give more time of the plan that is held.')
    .requiredOption('--days <n>', 'how many days', wholeNumber)
    .action((options: Common & { days: number }) => act(options, (it) => give(it, { ...options, plan: null })))
  write(group, 'change', 'Another plan: up at once, down at the end of what is paid; granted time at once.')
    .requiredOption('--plan <plan>', 'a plan, or the lookup key of a price')
    .action((options: Common & { plan: string }) => act(options, (it) => change(it, options)))
  write(group, 'cancel', 'Cancel at the end of what is paid.')
    .option('--now', 'end the subscription and its access at once')
    .option('--grants', 'revoke granted time too')
    .action((options: Common & { now?: true; grants?: true }) => act(options, (it) => cancel(it, options)))
}

function write(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .requiredOption('--account <email>', 'whose, by e-mail address')
    .option('--reason <text>', 'why; it stands in the audit', 'From the command line')
    .option('--dry-run', 'say what would be done')
    .option('--json', 'print one JSON value')
}

type Subject = Context & { id: string }

async function act(options: Common, work: (subject: Subject) => Promise<Deed>): Promise<void> {
  const deed = await withContext(async (context) => work({ ...context, id: await accountOf(context, options.account) }))
  const isDry = options.dryRun ?? false
  if (options.json) return printJson({ dry_run: isDry, account: options.account, ...deed })
  printLine(`${isDry ? 'Would do: ' : ''}${deed.did}`)
}

async function accountOf({ db }: Pick<Context, 'db'>, email: string): Promise<string> {
  const found = await findAccountByKey(db, parseEmail(email).key)
  if (!found) throw new Refusal('not-found', `There is no account of ${email}.`)
  return found.id
}

async function give(subject: Subject, options: Common & { plan: string | null; days: number }): Promise<Deed> {
  const { plan, days, reason } = options
  const wish = { account: subject.id, days, reason, intent: newSecret(), actor: ACTOR, by: 'owner' as const }
  if (options.dryRun) return granted(await previewGrant(subject, { ...wish, plan }))
  const done = plan === null ? await extendAccess(subject, wish) : await grantAccess(subject, { ...wish, plan })
  return granted({ plan: done.plan_id, startsAt: done.starts_at, endsAt: done.ends_at })
}

function granted({ plan, startsAt, endsAt }: { plan: string; startsAt: Date; endsAt: Date }): Deed {
  const did = `${plan} from ${showTime(startsAt)} to ${showTime(endsAt)} is granted.`
  return { did, plan, from: startsAt, until: endsAt }
}

async function change(subject: Subject, { plan, reason, dryRun }: Common & { plan: string }): Promise<Deed> {
  const running = await liveSubscription(subject.db, subject.id)
  if (dryRun) return { did: `${running ? `Subscription ${running.id}` : 'Granted time'} changes to ${plan}.`, plan }
  if (!running) {
    const wish = { account: subject.id, plan, reason, intent: newSecret(), actor: ACTOR }
    const { starts_at: startsAt, ends_at: endsAt } = await changeGranted(subject, wish)
    return granted({ plan, startsAt, endsAt })
  }
  const { state, kind } = await asking(subject, (needs) => changePlanOf(needs, subject.id, plan, ACTOR))
  const did =
    kind === 'schedule' ? `The change to ${plan} is planned for the end of the period.` : `Changed to ${plan}.`
  return { did, plan, state }
}

async function cancel(subject: Subject, options: Common & { now?: true; grants?: true }): Promise<Deed> {
  const { reason, dryRun } = options
  const running = await liveSubscription(subject.db, subject.id)
  const grants = options.grants ? await runningGrants(subject) : []
  if (!running && grants.length === 0) throw new Refusal('conflict', 'There is nothing to cancel.')
  const what = [
    ...(running ? [`subscription ${running.id} ${options.now ? 'ends now' : 'ends with what is paid'}`] : []),
    ...(grants.length > 0 ? [`${grants.length} grants are revoked`] : []),
  ]
  const deed = { did: `${what.join('; ')}.`, subscription: running?.id ?? null, grants: grants.map(({ id }) => id) }
  if (dryRun) return deed
  for (const { id } of grants) await revokeGrant(subject, { grant: id, reason, actor: ACTOR })
  if (!running) return deed
  const wish = { account: subject.id, reason, intent: newSecret(), actor: ACTOR }
  const state = await asking(subject, async (needs) =>
    options.now ? (await endSubscription(needs, wish)).state : cancelAtPeriodEnd(needs, subject.id, ACTOR),
  )
  return { ...deed, state }
}

async function runningGrants({ db, clock, id }: Subject) {
  const now = clock()
  return (await grantsOf(db, id)).filter((one) => one.revoked_at === null && one.ends_at > now)
}

type Asking = Omit<Subject, 'stripe' | 'persons'> & { stripe: Gateway; queue: Queue; persons: Persons }

/** With what is needed to ask Stripe. */
async function asking<T>(subject: Subject, ask: (needs: Asking) => Promise<T>): Promise<T> {
  const queue = await openQueue(subject.databaseUrl, () => undefined) // what fails there fails here
  try {
    return await ask({ ...subject, stripe: await subject.stripe(), queue, persons: await subject.persons() })
  } finally {
    await queue.close()
  }
}
