// Notes whose trial runs and with which card, in the transaction that writes what Stripe says. A card that had a trial with somebody
// else ends this one: the decision is a row, and a job carries it to Stripe.
// Invariant: a card's first trial is decided by a unique index, so of any number at once one stays.
import type { Persons } from '../accounts/persons.ts'
import { audit } from '../accounts/audit.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import { sendMail } from '../mail/send.ts'
import { buyer } from './checkout-queries.ts'
import type { Concern } from './core/converge.ts'
import { formatMoney } from './core/money.ts'
import type { CustomerFacts, TrialFact } from './core/stripe-facts.ts'
import { beginTrial, claimCard, refuseTrial } from './trial-queries.ts'

interface Needs {
  clock: Clock
  queue: Queue
  baseUrl: URL
  persons: Persons
}

/** What staff must look at. */
export async function noteTrials(needs: Needs, tx: Tx, account: string, facts: CustomerFacts): Promise<Concern[]> {
  if (!facts.subscriptions.some((subscription) => subscription.trialEnd !== null)) return []
  const person = await buyer(tx, account)
  if (!person) return []
  await beginTrial(tx, account, needs.persons.hashOf(person.email), needs.clock())
  const concerns: Concern[] = []
  for (const trial of facts.trials) {
    if (trial.fingerprint === null) continue
    const first = await claimCard(tx, trial.fingerprint, account, needs.clock())
    if (first === account) continue
    await refuse(needs, tx, { account, email: person.email, first }, trial)
    const detail = `The card of ${trial.subscriptionId} had a trial with ${first} before: this trial is being ended and the first period charged.`
    concerns.push({ kind: 'trial-again', subject: trial.subscriptionId, detail })
  }
  return concerns
}

async function refuse(
  needs: Needs,
  tx: Tx,
  { account, email, first }: { account: string; email: string; first: string },
  { subscriptionId: subscription, price }: TrialFact,
): Promise<void> {
  await needs.queue.enqueue(tx, 'end-refused-trials', [{ key: account, data: { account } }])
  if (!(await refuseTrial(tx, subscription, account, needs.clock()))) return
  const detail = { subscription, first }
  await audit(tx, needs.clock, { actor: 'system', action: 'trial.refuse', subject: account, detail })
  await sendMail(needs, tx, {
    to: email,
    account,
    dedupeKey: `trial-again:${subscription}`,
    template: 'trial-again',
    data: { amount: price ? formatMoney(price) : null, billing: new URL('/billing', needs.baseUrl).href },
  })
}
