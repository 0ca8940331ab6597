// The support desk from both sides, in every state worth looking at, by name.
import type { VNode } from 'preact'
import { AnswersView, AnswerView } from '../../../src/web/admin/answers-view.tsx'
import { AdminTicketsView, AdminTicketView } from '../../../src/web/admin/tickets-view.tsx'
import { TicketsView, TicketView } from '../../../src/web/portal/tickets-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample

const LONG = 'x'.repeat(200)
const lines = (['open', 'answered', 'closed'] as const).map((state, at) => ({
  id: `tkt_${at}`,
  subject: at === 0 ? `No connection since this morning ${'and this goes on '.repeat(4)}` : 'Which app for my phone?',
  state,
  changedAt: sample.ago(at * 600 + 5),
}))
const messages = (['customer', 'staff', 'note'] as const).map((kind, at) => ({
  came: kind === 'staff' ? ('page' as const) : ('mail' as const),
  id: `msg_${at}`,
  kind,
  body: `First line.\nSecond line <b>of it</b>.\n${LONG}`,
  at: sample.ago(500 - at * 100),
  author: kind === 'customer' ? sample.LONG_EMAIL : 'support@example.com',
}))
const tickets = lines.map(({ changedAt, ...line }, at) => ({
  ...line,
  account: 'acct_sample',
  email: sample.LONG_EMAIL,
  priority: (['high', 'normal', 'low'] as const)[at] ?? 'normal',
  assignee: at === 0 ? null : 'acct_first',
  createdAt: changedAt,
  changedAt,
  waitingSince: at === 0 ? changedAt : null,
}))
const staff = [
  { id: 'acct_first', email: 'owner@example.com' },
  { id: 'acct_second', email: sample.LONG_EMAIL },
]

const answers = [
  { id: 'ans_a', name: 'No connection' },
  { id: 'ans_b', name: 'x'.repeat(60) },
].map((one) => ({ ...one, body: `Hello {email},\nyou have {plan}.\n${LONG}` }))

export const OWN_TICKET_PAGES: Record<string, VNode> = {
  tickets: (
    <TicketsView
      isAnonymous
      csrf={csrf}
      now={now}
      tickets={lines}
      values={{ subject: '', text: '' }}
      error="Say what it is about."
    />
  ),
  'tickets-none': (
    <TicketsView
      csrf={csrf}
      isAnonymous={false}
      now={now}
      tickets={[]}
      values={{ subject: '', text: '' }}
      error={null}
    />
  ),
  ...Object.fromEntries(
    lines.map((ticket) => [
      `ticket-${ticket.state}`,
      <TicketView key={ticket.id} csrf={csrf} ticket={ticket} messages={messages.slice(0, 2)} text="" error={null} />,
    ]),
  ),
}

export const STAFF_TICKET_PAGES: Record<string, VNode> = {
  answers: <AnswersView csrf={csrf} answers={answers} values={{ name: '', text: '' }} error="Give a name." />,
  'answers-none': <AnswersView csrf={csrf} answers={[]} values={{ name: '', text: '' }} error={null} />,
  answer: <AnswerView csrf={csrf} id="ans_b" values={{ name: 'x'.repeat(60), text: LONG }} error={null} />,
  tickets: <AdminTicketsView now={now} tickets={tickets} next="/admin/tickets?page=2" />,
  'tickets-none': <AdminTicketsView now={now} tickets={[]} next={null} />,
  ...Object.fromEntries(
    tickets.map((ticket) => [
      `ticket-${ticket.state}`,
      <AdminTicketView
        key={ticket.id}
        {...{ csrf, ticket, messages, staff, answers }}
        text=""
        error="Write something."
      />,
    ]),
  ),
}
