// The support desk: find what waits, read, answer or note, assign and rank.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { handleTicket, readTicket, searchTickets, writeInTicket } from '../../support/handle-ticket.ts'
import { answerFor, listAnswers } from '../../support/canned-answers.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { AdminTicketsView, AdminTicketView } from './tickets-view.tsx'

const State = z.enum(['open', 'answered', 'closed'])
const WriteForm = z.object({
  kind: z.enum(['staff', 'note', 'insert']),
  text: z.string(),
  answer: z.string().optional(),
})
const HandleForm = z.object({ state: State, priority: z.enum(['low', 'normal', 'high']), assignee: z.string() })
const SHOWN = 50

interface Said {
  status: ContentfulStatusCode
  text: string
  error: string | null
}

export function adminTickets(web: Web): Record<'list' | 'show' | 'write' | 'handle', Handler> {
  const { app } = web
  const idOf = (c: PageContext) => c.req.param('id') ?? ''
  const pathOf = (c: PageContext) => `/admin/tickets/${encodeURIComponent(idOf(c))}`
  return {
    async list(c) {
      const visit = await staff(web, c)
      const asked = c.req.query('assignee')
      const state = State.catch('open').parse(c.req.query('state'))
      const assignee = asked === 'me' ? visit.account : asked === 'none' ? 'none' : null
      const page = z.coerce.number().int().min(1).max(10_000).catch(1).parse(c.req.query('page'))
      const found = await searchTickets(app, { state, assignee }, SHOWN + 1, (page - 1) * SHOWN)
      const query = new URLSearchParams({ state, page: String(page + 1) })
      if (assignee !== null) query.set('assignee', asked ?? '')
      const next = found.length > SHOWN ? `/admin/tickets?${query}` : null
      const props = { now: app.clock(), tickets: found.slice(0, SHOWN), next }
      return show(web, c, visit, { title: 'Tickets' }, <AdminTicketsView {...props} />)
    },

    async show(c) {
      return ticketPage(web, c, await staff(web, c), { status: 200, text: '', error: null })
    },

    async write(c) {
      const visit = await staff(web, c)
      const { kind, text, answer = '' } = parse(visit.form, WriteForm)
      try {
        if (kind === 'insert') {
          const ready = await answerFor(app, answer, idOf(c))
          return await ticketPage(web, c, visit, {
            status: 200,
            text: text === '' ? ready : `${text}\n\n${ready}`,
            error: null,
          })
        }
        await writeInTicket(app, visit.account, idOf(c), { kind, text })
        return goTo(c, pathOf(c), kind === 'note' ? 'ticket-noted' : 'ticket-answered')
      } catch (error) {
        const { status, message } = refused(c, error)
        return ticketPage(web, c, visit, { status, text, error: message })
      }
    },

    async handle(c) {
      const visit = await staff(web, c)
      const { assignee, ...rest } = parse(visit.form, HandleForm)
      await handleTicket(app, visit.account, idOf(c), { ...rest, assignee: assignee === '' ? null : assignee })
      return goTo(c, pathOf(c), 'ticket-changed')
    },
  }
}

async function ticketPage(web: Web, c: PageContext, visit: SignedVisit, { status, ...said }: Said): Promise<Response> {
  const { app } = web
  const [found, answers] = await Promise.all([readTicket(app, c.req.param('id') ?? ''), listAnswers(app)])
  const props = { csrf: visit.csrf, ...found, answers, ...said }
  return show(web, c, visit, { title: found.ticket.subject, status }, <AdminTicketView {...props} />)
}
