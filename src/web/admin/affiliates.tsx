// Affiliates: all of them, one whole, suspend, approve again. Everybody of the staff may look; the owner acts.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { accrue } from '../../affiliates/accrue.ts'
import { affiliatesOverview, readAffiliate } from '../../affiliates/overview.ts'
import { approveAffiliate, suspendAffiliate } from '../../affiliates/suspend.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner, staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { AffiliateCardView } from './affiliate-card-view.tsx'
import { AffiliatesView } from './affiliates-view.tsx'

const ReasonForm = z.object({ reason: z.string() })
const SHOWN_ENTRIES = 200

export function adminAffiliates(web: Web): Record<'list' | 'show' | 'suspend' | 'approve', Handler> {
  const { app } = web
  const judge =
    (verb: typeof suspendAffiliate, done: string): Handler =>
    async (c) => {
      const visit = await owner(web, c)
      const { reason } = parse(visit.form, ReasonForm)
      try {
        await verb(app, { affiliate: idOf(c), actor: visit.account, reason })
        return goTo(c, `/admin/affiliates/${encodeURIComponent(idOf(c))}`, done)
      } catch (error) {
        const { status, message } = refused(c, error)
        return affiliatePage(web, c, visit, { status, error: message })
      }
    }
  return {
    async list(c) {
      return affiliatesPage(web, c, await staff(web, c), { status: 200, error: null })
    },

    async show(c) {
      return affiliatePage(web, c, await staff(web, c), { status: 200, error: null })
    },

    suspend: judge(suspendAffiliate, 'suspended'),
    approve: judge(approveAffiliate, 'approved'),
  }
}

const idOf = (c: PageContext) => c.req.param('id') ?? ''

interface Said {
  status: ContentfulStatusCode
  error: string | null
}

/** Looks for what changed first: what is said to be due is what a run would pay. */
export async function affiliatesPage(web: Web, c: PageContext, visit: SignedVisit, { status, error }: Said) {
  await accrue(web.app)
  const { affiliates, due, runs } = await affiliatesOverview(web.app)
  const props = {
    csrf: visit.csrf,
    affiliates,
    due,
    runs: runs.map((run) => ({ ...run, createdAt: run.created_at })),
    isOwner: visit.session.role === 'owner',
    error,
  }
  return show(web, c, visit, { title: 'Affiliates', status }, <AffiliatesView {...props} />)
}

async function affiliatePage(web: Web, c: PageContext, visit: SignedVisit, { status, error }: Said): Promise<Response> {
  const isOwner = visit.session.role === 'owner'
  const { affiliate, entries, payouts } = await readAffiliate(web.app, idOf(c), SHOWN_ENTRIES)
  const props = {
    csrf: visit.csrf,
    affiliate: { ...affiliate, details: isOwner ? affiliate.details : null },
    entries,
    payouts: payouts.map((payout) => ({ ...payout, createdAt: payout.created_at, paidAt: payout.paid_at })),
    isOwner,
    error,
  }
  return show(web, c, visit, { title: affiliate.email, status }, <AffiliateCardView {...props} />)
}
