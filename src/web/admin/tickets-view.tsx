// /admin/tickets: who waits for an answer, longest first; and one ticket with what staff do about it.
import type { Ticket } from '../../support/ticket-queries.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Ago } from '../kit/components/time.tsx'
import { TextField, Thread, ticketWord, type MessageRow } from '../portal/ticket-thread-view.tsx'

const WORDS = { open: 'Waits for us', answered: 'Waits for customer', closed: 'Closed' }
const FILTERS = [
  ['/admin/tickets', 'Waiting'],
  ['/admin/tickets?assignee=me', 'Mine'],
  ['/admin/tickets?assignee=none', 'Unassigned'],
  ['/admin/tickets?state=answered', 'Answered'],
  ['/admin/tickets?state=closed', 'Closed'],
] as const

interface ListProps {
  now: Date
  tickets: Ticket[]
  /** The address of the next page; null: there is none. */
  next: string | null
}

export function AdminTicketsView({ now, tickets, next }: ListProps) {
  const columns = [{ head: 'Ticket' }, { head: 'State' }, { head: 'Waits since', wideOnly: true }]
  return (
    <>
      <PageHead title="Tickets" lead="Who waits longest stands first." back={{ href: '/admin', label: 'Overview' }} />
      <nav aria-label="Which tickets" class="mb-5 flex flex-wrap gap-2">
        {FILTERS.map(([href, label]) => (
          <a key={href} class="btn btn-sm h-10" href={href}>
            {label}
          </a>
        ))}
        <a class="btn btn-sm h-10" href="/admin/answers">
          Answers kept ready
        </a>
      </nav>
      {tickets.length === 0 ? (
        <Empty icon="mail" title="No ticket here" />
      ) : (
        <Panel title="Tickets">
          <Table caption="Tickets" columns={columns}>
            {tickets.map((ticket) => (
              <tr key={ticket.id}>
                <Cell head>
                  <a class="link wrap-anywhere" dir="auto" href={`/admin/tickets/${ticket.id}`}>
                    {ticket.subject}
                  </a>
                  <span class="block text-sm font-normal text-soft wrap-anywhere">{ticket.email}</span>
                </Cell>
                <Cell>
                  <StateWord {...ticketWord(ticket.state, WORDS)} />
                  {ticket.priority !== 'normal' && <span class="block text-sm">priority {ticket.priority}</span>}
                </Cell>
                <Cell wideOnly>
                  <Ago at={ticket.waitingSince} now={now} never="" />
                </Cell>
              </tr>
            ))}
          </Table>
        </Panel>
      )}
      {next !== null && (
        <a class="btn mt-4" href={next}>
          Next page
        </a>
      )}
    </>
  )
}

interface TicketProps {
  csrf: string
  ticket: Ticket
  messages: MessageRow[]
  staff: { id: string; email: string }[]
  /** Those that are kept ready. */
  answers: { id: string; name: string }[]
  text: string
  error: string | null
}

export function AdminTicketView(props: TicketProps) {
  const { csrf, ticket, messages, text, error } = props
  const nameOf = ({ kind, author, came }: MessageRow) =>
    `${author ?? (came === 'mail' ? 'Turnpike' : 'somebody')}${kind === 'note' ? ' (note for staff)' : ''}`
  // A mail that opens a ticket is known by its From line alone; an answer by mail by the address that only its writer was given.
  const wayOf = (message: MessageRow) => (message === messages[0] ? 'came by mail, sender not proved' : 'by mail')
  return (
    <>
      <PageHead
        title={ticket.subject}
        lead={
          <a class="link" href={`/admin/customers/${ticket.account}`}>
            {ticket.email}
          </a>
        }
        back={{ href: '/admin/tickets', label: 'Tickets' }}
      >
        <StateWord {...ticketWord(ticket.state, WORDS)} />
      </PageHead>
      <div class="grid items-start gap-5 lg:grid-cols-[1.7fr_1fr]">
        <div class="grid min-w-0 gap-5">
          <Thread messages={messages} nameOf={nameOf} wayOf={wayOf} />
          <Panel title="Write">
            <Form action={`/admin/tickets/${ticket.id}/messages`} csrf={csrf} class="grid gap-4">
              <InsertAnswer answers={props.answers} />
              <TextField label="Text" value={text} error={error ?? undefined} />
              <div class="flex flex-wrap gap-3">
                <button type="submit" name="kind" value="staff" class="btn btn-primary h-11">
                  Send to the customer
                </button>
                <button type="submit" name="kind" value="note" class="btn h-11">
                  Keep as a note
                </button>
              </div>
            </Form>
          </Panel>
        </div>
        <HandlingPanel {...props} />
      </div>
    </>
  )
}

/** Its button comes first in the form, but Enter in a textarea presses none. */
function InsertAnswer({ answers }: { answers: TicketProps['answers'] }) {
  if (answers.length === 0) return null
  return (
    <div class="flex flex-wrap items-end gap-3">
      <Choice name="answer" label="Answer kept ready" of={answers.map(({ id, name }) => [id, name])} chosen="" />
      <button type="submit" name="kind" value="insert" formnovalidate class="btn h-11">
        Put it into the text
      </button>
    </div>
  )
}

function HandlingPanel({ csrf, ticket, staff }: TicketProps) {
  const people = staff.map(({ id, email }): [string, string] => [id, email])
  return (
    <Panel title="Handling" class="min-w-0">
      <Form action={`/admin/tickets/${ticket.id}/handling`} csrf={csrf} class="grid gap-4">
        <Choice name="state" label="State" of={Object.entries(WORDS)} chosen={ticket.state} />
        <Choice name="priority" label="Priority" of={PRIORITIES} chosen={ticket.priority} />
        <Choice name="assignee" label="Assigned to" of={[['', 'nobody'], ...people]} chosen={ticket.assignee ?? ''} />
        <div>
          <button type="submit" class="btn h-11">
            Save
          </button>
        </div>
      </Form>
    </Panel>
  )
}

const PRIORITIES: [string, string][] = ['low', 'normal', 'high'].map((name) => [name, name])

function Choice(props: { name: string; label: string; of: [value: string, words: string][]; chosen: string }) {
  return (
    <label class="grid gap-1.5 text-sm font-semibold">
      {props.label}
      <select name={props.name} class="select w-full">
        {props.of.map(([value, words]) => (
          <option key={value} value={value} selected={value === props.chosen}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}
