// `subscription grant` and `subscription extend`: time that is given.
import { extendAccess, grantAccess, previewGrant } from '../billing/grant.ts'
import { newSecret } from '../lib/token.ts'
import { showTime } from './print.ts'
import { ACTOR, REASON, type Common, type Deed, type Subject } from './subscription-write.ts'

/** `plan` null: the one that is held. */
export async function give(subject: Subject, options: Common & { plan: string | null; days: number }): Promise<Deed> {
  const { plan, days, reason = REASON } = options
  const wish = { account: subject.id, days, reason, intent: newSecret(), actor: ACTOR, by: 'owner' as const }
  if (options.dryRun) return granted(await previewGrant(subject, { ...wish, plan }))
  const done = plan === null ? await extendAccess(subject, wish) : await grantAccess(subject, { ...wish, plan })
  return granted({ plan: done.plan_id, startsAt: done.starts_at, endsAt: done.ends_at })
}

export function granted({ plan, startsAt, endsAt }: { plan: string; startsAt: Date; endsAt: Date }): Deed {
  const did = `${plan} from ${showTime(startsAt)} to ${showTime(endsAt)} is granted.`
  return { did, isDone: true, facts: { plan, from: startsAt, until: endsAt } }
}
