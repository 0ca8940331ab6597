// Plays what the outside world may do to one customer: the bank, the cardholder, the card.
// Invariant: it acts through the simulator's controls alone, so what follows is what would follow from the real thing.
import { audit } from '../accounts/audit.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Clock } from '../lib/clock.ts'
import { lastOf } from './rehearsal-queries.ts'
import { awaitQuiet, type QuietNeeds } from './rehearsal-quiet.ts'
import { askSimulator } from './simulator-control.ts'

export const SCENES = [
  'payments-fail',
  'payments-lack-funds',
  'payments-need-confirmation',
  'payments-succeed',
  'payments-by-card',
  'refund',
  'refund-fails',
  'dispute',
  'inquiry',
  'dispute-won',
  'dispute-lost',
] as const
export type Scene = (typeof SCENES)[number]

type Last = Awaited<ReturnType<typeof lastOf>>
type Control = [action: string, body: Record<string, unknown>]

const PATIENCE = 10_000

/** True when all that followed is done. Refusals: `conflict` when the customer has nothing of the kind; those of `askSimulator`. */
export async function playScene(
  needs: QuietNeeds & { clock: Clock },
  { actor, account, scene }: { actor: string; account: string; scene: Scene },
): Promise<boolean> {
  const { db, clock, simulator } = needs
  const [action, body] = controlOf(scene, await lastOf(db, account))
  const entry = { actor, action: 'rehearsal.play', subject: account, detail: { scene } }
  await db.transaction().execute((tx) => audit(tx, clock, entry))
  await askSimulator(simulator, action, body)
  const left = await awaitQuiet(needs, Date.now() + PATIENCE)
  return left.events + left.jobs === 0
}

function controlOf(scene: Scene, last: Last): Control {
  const outcome = (name: string): Control => [
    'outcome',
    { subject: there(last.customer, 'customer at Stripe'), outcome: name },
  ]
  const charge = () => there(last.charge, 'payment')
  switch (scene) {
    case 'payments-fail':
      return outcome('decline')
    case 'payments-lack-funds':
      return outcome('insufficient_funds')
    case 'payments-need-confirmation':
      return outcome('authentication_required')
    case 'payments-succeed':
      return outcome('pay')
    case 'payments-by-card':
      return outcome('card')
    case 'refund':
      return ['refund', { charge: charge() }]
    case 'refund-fails':
      return ['fail-refund', { refund: there(last.refund, 'refund') }]
    case 'dispute':
      return ['open-dispute', { charge: charge(), kind: 'chargeback' }]
    case 'inquiry':
      return ['open-dispute', { charge: charge(), kind: 'inquiry' }]
    case 'dispute-won':
      return ['close-dispute', { dispute: there(last.dispute, 'open dispute'), as: 'won' }]
    case 'dispute-lost':
      return ['close-dispute', { dispute: there(last.dispute, 'open dispute'), as: 'lost' }]
  }
}

function there(id: string | undefined, what: string): string {
  if (id !== undefined) return id
  throw new Refusal('conflict', `This customer has no ${what} yet. Play something else first.`)
}
