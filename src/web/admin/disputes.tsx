// Disputes: which there are and until when they wait, and what to answer. Everybody of the staff may look.
import { disputes, readDispute } from '../../support/dispute.ts'
import { staff } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { DisputeView } from './dispute-view.tsx'
import { DisputesView } from './disputes-view.tsx'

const SHOWN = 100

export function adminDisputes(web: Web): Record<'list' | 'show', Handler> {
  const { app } = web
  return {
    async list(c) {
      const visit = await staff(web, c)
      const found = await disputes(app, SHOWN + 1)
      const props = { now: app.clock(), disputes: found.slice(0, SHOWN), more: found.length > SHOWN }
      return show(web, c, visit, { title: 'Disputes' }, <DisputesView {...props} />)
    },

    async show(c) {
      const visit = await staff(web, c)
      const found = await readDispute(app, c.req.param('id') ?? '')
      const mode = app.stripe.livemode ? '' : 'test/'
      const stripeUrl = app.simulator ? '/sim/' : `https://dashboard.stripe.com/${mode}disputes/${found.dispute.id}`
      const body = <DisputeView {...found} now={app.clock()} stripeUrl={stripeUrl} />
      return show(web, c, visit, { title: 'Dispute' }, body)
    },
  }
}
