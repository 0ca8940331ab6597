// The customer's tickets: list, open, read, reply, close. Every verb names the account, so a foreign ticket is not found.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { closeTicket, myTickets, openTicket, readMyTicket, replyToTicket } from '../../support/tickets.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { TicketsView, TicketView, type TicketsViewProps } from './tickets-view.tsx'

const NewForm = z.object({ subject: z.string(), text: z.string() })
const ReplyForm = z.object({ text: z.string() })

type Said = Pick<TicketsViewProps, 'values' | 'error'> & { status: ContentfulStatusCode }

const idOf = (c: PageContext) => c.req.param('id') ?? ''

export function tickets(web: Web): Record<'list' | 'open' | 'show' | 'reply' | 'close', Handler> {
  const { app } = web
  const listPage = async (c: PageContext, visit: SignedVisit, { status, ...said }: Said) => {
    const props = { ...(await listOf(web, visit)), ...said }
    return show(web, c, visit, { title: 'Help', status }, <TicketsView {...props} />)
  }
  const ticketPage = async (c: PageContext, visit: SignedVisit, text = '', error: string | null = null) => {
    const found = await readMyTicket(app, visit.account, idOf(c))
    const props = { csrf: visit.csrf, ...found, text, error }
    return { title: found.ticket.subject, body: <TicketView {...props} /> }
  }
  return {
    async list(c) {
      return listPage(c, await customer(web, c), { status: 200, values: { subject: '', text: '' }, error: null })
    },

    async open(c) {
      const visit = await customer(web, c)
      const values = parse(visit.form, NewForm)
      try {
        const { id } = await openTicket(app, visit.account, values)
        return goTo(c, `/tickets/${id}`, 'ticket-sent')
      } catch (error) {
        const { status, message } = refused(c, error)
        return listPage(c, visit, { status, values, error: message })
      }
    },

    async show(c) {
      const visit = await customer(web, c)
      const { title, body } = await ticketPage(c, visit)
      return show(web, c, visit, { title }, body)
    },

    async reply(c) {
      const visit = await customer(web, c)
      const { text } = parse(visit.form, ReplyForm)
      try {
        await replyToTicket(app, visit.account, idOf(c), text)
        return goTo(c, `/tickets/${idOf(c)}`, 'ticket-sent')
      } catch (error) {
        const { status, message } = refused(c, error)
        const { title, body } = await ticketPage(c, visit, text, message)
        return show(web, c, visit, { title, status }, body)
      }
    },

    async close(c) {
      const visit = await customer(web, c)
      await closeTicket(app, visit.account, idOf(c))
      return goTo(c, `/tickets/${idOf(c)}`, 'ticket-closed')
    },
  }
}

async function listOf({ app }: Web, { csrf, account, session }: SignedVisit) {
  return { csrf, isAnonymous: session.isAnonymous, now: app.clock(), tickets: await myTickets(app, account) }
}
