// `subscription change` and `subscription cancel`: what runs at Stripe, and time that was granted.
import type { Persons } from '../accounts/persons.ts'
import { changePlanOf, previewChangeOf } from '../billing/change-plan-of.ts'
import { cancelAtPeriodEnd, previewCancel, type Asked } from '../billing/change-subscription.ts'
import { changeGranted, previewChangeGranted } from '../billing/grant.ts'
import { isUnpaid } from '../billing/core/subscription-states.ts'
import { endSubscription, previewEnd, type StaffWish } from '../billing/manage-subscription.ts'
import { liveSubscription } from '../billing/overview-queries.ts'
import { previewRevoke, revokeRunning } from '../billing/revoke-grants.ts'
import type { Gateway } from '../billing/stripe.ts'
import { openQueue, type Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { newSecret } from '../lib/token.ts'
import { granted } from './subscription-grants.ts'
import { answerOf, isSo, tellAnswer } from './stripe-answer.ts'
import { ACTOR, REASON, type Common, type Deed, type Subject } from './subscription-write.ts'

type Change = Common & { plan: string }
type Cancel = Common & { now?: true; grants?: true }
type Asking = Omit<Subject, 'stripe' | 'persons'> & { stripe: Gateway; queue: Queue; persons: Persons }

export async function change(subject: Subject, options: Change): Promise<Deed> {
  const running = await liveSubscription(subject.db, subject.id)
  if (!running) return changeOfGranted(subject, options)
  return asking(subject, (needs) => (options.dryRun ? wouldChange(needs, options) : changeRunning(needs, options)))
}

async function changeOfGranted(subject: Subject, { plan, reason = REASON, dryRun }: Change): Promise<Deed> {
  const wish = { account: subject.id, plan, reason, intent: newSecret(), actor: ACTOR }
  if (dryRun) return granted(await previewChangeGranted(subject, wish))
  return granted(await changeGranted(subject, wish))
}

async function wouldChange(needs: Asking, { plan, reason }: Change): Promise<Deed> {
  const { subscription, begins, open } = await previewChangeOf(needs, needs.id, plan, reason)
  const what = `subscription ${subscription} changes to ${plan}`
  if (open) return told({ what, done: what, state: open.state, failure: open.failure }, { plan })
  const when = begins === 'at-once' ? 'at once' : 'at the end of the period'
  return { did: `${what} ${when}.`, isDone: true, facts: { plan, begins } }
}

async function changeRunning(needs: Asking, { plan, reason }: Change): Promise<Deed> {
  const operation = await changePlanOf(needs, needs.id, plan, ACTOR, reason)
  const { kind, subscription_id: subscription } = operation
  const done = kind === 'schedule' ? `The change to ${plan} is planned for the end of the period` : `Changed to ${plan}`
  return told({ what: `subscription ${subscription} changes to ${plan}`, done, ...operation }, { plan })
}

function told(
  { what, done, ...outcome }: { what: string; done: string; state: Asked; failure: string | null },
  facts: Record<string, unknown>,
): Deed {
  const state = answerOf(outcome)
  return { did: tellAnswer(state, { what, done }), isDone: isSo(state), facts: { ...facts, state } }
}

export async function cancel(subject: Subject, options: Cancel): Promise<Deed> {
  const running = await liveSubscription(subject.db, subject.id)
  const wish = { account: subject.id, reason: options.reason ?? REASON, intent: newSecret(), actor: ACTOR }
  const grants = options.grants ? await previewRevoke(subject, wish) : []
  if (!running && grants.length === 0) throw new Refusal('conflict', 'There is nothing to cancel.')
  // Stripe first: when it refuses, nothing has changed.
  const ended = running ? await endOf(subject, options, { ...wish, running }) : null
  const revoked = grants.length > 0 && !options.dryRun ? await revokeRunning(subject, wish) : grants
  const words = `${revoked.length} ${revoked.length === 1 ? 'grant is' : 'grants are'} revoked.`
  return {
    did: [...(ended ? [ended.did] : []), ...(grants.length > 0 ? [words] : [])].join(' '),
    isDone: ended?.isDone ?? true,
    facts: { subscription: running?.id ?? null, grants: revoked, ...ended?.facts },
  }
}

function endOf(
  subject: Subject,
  { now, dryRun }: Cancel,
  { running: { id, status }, ...wish }: StaffWish & { running: { id: string; status: string } },
): Promise<Deed> {
  const what = `subscription ${id} ends ${now || isUnpaid(status) ? 'now' : 'with what is paid'}`
  return asking(subject, async (needs): Promise<Deed> => {
    const { account, reason } = wish
    if (!dryRun) {
      const state = now
        ? (await endSubscription(needs, wish)).state
        : await cancelAtPeriodEnd(needs, account, ACTOR, reason)
      return told({ what, done: what, state, failure: null }, {})
    }
    const state = now ? ((await previewEnd(needs, wish))?.state ?? null) : await previewCancel(needs, account, reason)
    if (state === null) return { did: `${what}.`, isDone: true, facts: {} }
    return told({ what, done: what, state, failure: null }, {})
  })
}

/** With what is needed to ask Stripe. */
async function asking<T>(subject: Subject, ask: (needs: Asking) => Promise<T>): Promise<T> {
  const queue = await openQueue(subject.databaseUrl, () => undefined) // what fails there fails here
  try {
    return await ask({ ...subject, stripe: await subject.stripe(), queue, persons: await subject.persons() })
  } finally {
    await queue.close()
  }
}
