// One's link for others, and what it earned.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { joinAffiliates, savePayoutDetails } from '../../affiliates/join.ts'
import { affiliateOverview } from '../../affiliates/overview.ts'
import { Refusal } from '../../lib/refusal.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { AffiliateJoinView } from './affiliate-join-view.tsx'
import { AffiliateView } from './affiliate-view.tsx'

const DetailsForm = z.object({ details: z.string() })

export function affiliate(web: Web): Record<'show' | 'join' | 'details', Handler> {
  const { app } = web
  return {
    async show(c) {
      return affiliatePage(web, c, await customer(web, c), { status: 200, error: null })
    },

    async join(c) {
      const { account } = await customer(web, c)
      await joinAffiliates(app, account)
      return goTo(c, '/affiliate', 'affiliate')
    },

    async details(c) {
      const visit = await customer(web, c)
      try {
        await savePayoutDetails(app, visit.account, parse(visit.form, DetailsForm).details)
        return goTo(c, '/affiliate', 'payout-details')
      } catch (error) {
        const { status, message } = refused(c, error)
        return affiliatePage(web, c, visit, { status, error: message })
      }
    },
  }
}

interface Said {
  status: ContentfulStatusCode
  error: string | null
}

async function affiliatePage(web: Web, c: PageContext, visit: SignedVisit, { status, error }: Said): Promise<Response> {
  const { app } = web
  if (visit.session.isAnonymous)
    throw new Refusal('forbidden', 'Affiliates get mails about their payouts, so it takes an e-mail address.')
  const showing = { title: 'Affiliate', status }
  const { csrf } = visit
  const terms = app.affiliateTerms
  const found = await affiliateOverview(app, visit.account)
  if (!found) return show(web, c, visit, showing, <AffiliateJoinView csrf={csrf} terms={terms} error={error} />)
  const link = new URL('/', app.baseUrl)
  link.searchParams.set('via', found.affiliate.code)
  const { months, payouts } = found
  const rows = payouts.map((payout) => ({ ...payout, createdAt: payout.created_at, paidAt: payout.paid_at }))
  const props = { csrf, terms, ...found.affiliate, link: link.href, months, payouts: rows, error }
  return show(web, c, visit, showing, <AffiliateView {...props} />)
}
