// What Stripe told us, searched and paged, and "run it again": one, those that were chosen, or all that failed.
import { z } from 'zod'
import { countFailed, listEvents, requeueEvent, requeueEvents } from '../../billing/events.ts'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import { placeIn, placeText } from '../kit/paging.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Fields } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { CHOSEN } from './inbox-table-view.tsx'
import { InboxView, type InboxSearch } from './inbox-view.tsx'

const SHOWN = 50
const State = z.enum(['pending', 'done', 'ignored', 'failed'])
const Which = z.object({ which: z.enum(['chosen', 'failed']) })

export function adminInbox(web: Web): Record<'list' | 'sync' | 'replay', Handler> {
  const { app } = web
  return {
    async list(c) {
      const visit = await staff(web, c)
      const search = searchOf(c)
      const [found, anyFailed] = await Promise.all([
        listEvents(app.db, { ...search, before: placeIn(c), limit: SHOWN + 1 }),
        countFailed(app.db, 1),
      ])
      const events = found.slice(0, SHOWN)
      const last = events.at(-1)
      const older = last && found.length > SHOWN ? placeText({ at: last.receivedAt, id: last.id }) : null
      const props = { csrf: visit.csrf, now: app.clock(), events, older, search, mayReplayFailed: anyFailed > 0 }
      return show(web, c, visit, { title: 'Inbox' }, <InboxView {...props} />)
    },

    async replay(c) {
      const visit = await staff(web, c)
      const { which } = parse(visit.form, Which)
      const done = await requeueEvents(app, which === 'failed' ? 'failed' : chosenIn(visit.form), visit.account)
      if (done === 0) return goTo(c, '/admin/inbox', which === 'failed' ? 'none-failed' : 'none-chosen')
      return goTo(c, '/admin/inbox', which === 'failed' ? 'replayed' : 'replayed-chosen')
    },

    async sync(c) {
      const visit = await staff(web, c)
      await requeueEvent(app, c.req.param('id') ?? '', visit.account)
      return goTo(c, '/admin/inbox', 'queued')
    },
  }
}

/** Each box has a name of its own: a form of ours has no field twice. */
function chosenIn(form: Fields): string[] {
  return [...form.keys()].flatMap((name) => (name.startsWith(CHOSEN) ? [name.slice(CHOSEN.length)] : []))
}

function searchOf(c: PageContext): InboxSearch {
  const state = State.safeParse(c.req.query('state'))
  const type = (c.req.query('type') ?? '').trim().slice(0, 100)
  return { ...(state.success ? { state: state.data } : {}), ...(type === '' ? {} : { type }) }
}
