// /tickets: what a customer asked, and the form to ask; /tickets/:id: one of them with its messages.
import type { TicketState } from '../../db/schema-tickets.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Ago } from '../kit/components/time.tsx'
import { TextField, Thread, ticketWord, type MessageRow } from './ticket-thread-view.tsx'

export interface TicketLine {
  id: string
  subject: string
  state: TicketState
  changedAt: Date
}
export interface TicketsViewProps {
  csrf: string
  /** There is no address to write to. */
  isAnonymous: boolean
  now: Date
  tickets: TicketLine[]
  values: { subject: string; text: string }
  error: string | null
}
const WORDS = { open: 'Waits for us', answered: 'Answered', closed: 'Closed' }

export function TicketsView({ csrf, isAnonymous, now, tickets, values, error }: TicketsViewProps) {
  return (
    <>
      <PageHead
        title="Help"
        lead={`Ask us anything. The answer ${isAnonymous ? 'stands here: look in again' : 'comes by mail and stands here'}.`}
      />
      <div class="grid items-start gap-5 lg:grid-cols-[1.4fr_1fr]">
        <section aria-label="Your tickets">
          {tickets.length === 0 ? (
            <Empty icon="mail" title="You have not asked anything yet" />
          ) : (
            <ul class="panel divide-y divide-base-300 overflow-hidden">
              {tickets.map((ticket) => (
                <li key={ticket.id} class="relative p-4 hover:bg-base-200 sm:p-5">
                  <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <a
                      href={`/tickets/${ticket.id}`}
                      dir="auto"
                      class="min-w-0 font-bold wrap-anywhere after:absolute after:inset-0"
                    >
                      {ticket.subject}
                    </a>
                    <StateWord {...ticketWord(ticket.state, WORDS)} />
                  </div>
                  <p class="mt-1 text-sm text-soft">
                    last changed <Ago at={ticket.changedAt} now={now} />
                  </p>
                </li>
              ))}
            </ul>
          )}
        </section>
        <Panel title="Ask us">
          <Form action="/tickets" csrf={csrf} class="grid gap-4">
            <FormError text={error ?? undefined} />
            <Field name="subject" label="Subject" value={values.subject} maxLength={120} />
            <TextField label="What can we do for you?" value={values.text} />
            <div>
              <button type="submit" class="btn btn-primary h-11">
                Send
              </button>
            </div>
          </Form>
        </Panel>
      </div>
    </>
  )
}

export interface TicketViewProps {
  csrf: string
  ticket: TicketLine
  messages: MessageRow[]
  text: string
  error: string | null
}

export function TicketView({ csrf, ticket, messages, text, error }: TicketViewProps) {
  return (
    <>
      <PageHead title={ticket.subject} back={{ href: '/tickets', label: 'Help' }}>
        <StateWord {...ticketWord(ticket.state, WORDS)} />
      </PageHead>
      <div class="grid gap-5">
        <Thread messages={messages} nameOf={({ kind }) => (kind === 'staff' ? 'Support' : 'You')} />
        <Panel title="Reply" lead={ticket.state === 'closed' ? 'A reply opens the ticket again.' : undefined}>
          <Form action={`/tickets/${ticket.id}/replies`} csrf={csrf} class="grid gap-4">
            <TextField label="Your message" value={text} error={error ?? undefined} />
            <div>
              <button type="submit" class="btn btn-primary h-11">
                Send
              </button>
            </div>
          </Form>
          {ticket.state !== 'closed' && (
            <Form action={`/tickets/${ticket.id}/closure`} csrf={csrf} class="mt-4">
              <button type="submit" class="btn h-11">
                This is settled: close it
              </button>
            </Form>
          )}
        </Panel>
      </div>
    </>
  )
}
