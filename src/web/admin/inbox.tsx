// What Stripe told us, and "run it again".
import { z } from 'zod'
import { listEvents, requeueEvent, requeueFailed } from '../../billing/events.ts'
import { staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { InboxView } from './inbox-view.tsx'

const SHOWN = 100
const Filter = z.enum(['pending', 'done', 'ignored', 'failed'])

export function adminInbox(web: Web): Record<'list' | 'sync' | 'replay', Handler> {
  const { app } = web
  return {
    async list(c) {
      const visit = await staff(web, c)
      const asked = Filter.safeParse(c.req.query('state'))
      const state = asked.success ? { state: asked.data } : {}
      const type = (c.req.query('type') ?? '').trim().slice(0, 100)
      const found = await listEvents(app.db, { ...state, ...(type === '' ? {} : { type }), limit: SHOWN + 1 })
      const props = { csrf: visit.csrf, events: found.slice(0, SHOWN), more: found.length > SHOWN, type }
      const body = <InboxView {...props} filter={asked.success ? asked.data : 'all'} />
      return show(web, c, visit, { title: 'Inbox' }, body)
    },

    async replay(c) {
      await staff(web, c)
      await requeueFailed(app)
      return goTo(c, '/admin/inbox', 'replayed')
    },

    async sync(c) {
      await staff(web, c)
      await requeueEvent(app, c.req.param('id') ?? '')
      return goTo(c, '/admin/inbox', 'queued')
    },
  }
}
