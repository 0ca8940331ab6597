// /admin/inbox: what the payment processor told us, and what became of it. Failed ones can be run again.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Dotted } from '../kit/components/dotted.tsx'
import { Form } from '../kit/components/form.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface EventRow {
  id: string
  type: string
  customer: string | null
  receivedAt: Date
  state: 'pending' | 'done' | 'ignored' | 'failed'
  tries: number
  reason: string | null
}

export interface InboxViewProps {
  csrf: string
  events: EventRow[]
  filter: 'all' | EventRow['state']
  /** The beginning of the events' names; empty: all. */
  type: string
  /** More than are shown. */
  more: boolean
}

const TONES: Record<EventRow['state'], Tone> = { pending: 'wait', done: 'good', ignored: 'off', failed: 'bad' }
const FILTERS = ['all', 'failed', 'pending', 'done', 'ignored'] as const

export function InboxView({ csrf, events, filter, type, more }: InboxViewProps) {
  return (
    <>
      <PageHead
        title="Inbox"
        lead="Events of the payment processor, newest first. An event only says whom to look at; the truth is fetched."
      />
      <nav aria-label="State" class="mb-5 flex flex-wrap gap-1.5">
        {FILTERS.map((name) => (
          <a
            key={name}
            href={name === 'all' ? '/admin/inbox' : `/admin/inbox?state=${name}`}
            aria-current={name === filter ? 'true' : undefined}
            class="rounded-full border border-base-300 bg-base-100 px-4 py-1.5 text-sm font-semibold capitalize aria-[current=true]:border-neutral aria-[current=true]:bg-neutral aria-[current=true]:text-neutral-content"
          >
            {name}
          </a>
        ))}
      </nav>
      <Search {...{ csrf, filter, type }} mayReplay={filter === 'failed' && events.length > 0} />
      <Panel title="Events" lead={more ? `The newest ${events.length}.` : undefined}>
        {events.length === 0 ? (
          <Empty icon="inbox" title={filter === 'failed' ? 'No event failed' : 'No event here'} />
        ) : (
          <Table
            caption="Events"
            columns={[
              { head: 'Event' },
              { head: 'State', wideOnly: true },
              { head: 'Tries', align: 'right', wideOnly: true },
              { head: 'Received', wideOnly: true },
              { head: 'Action' },
            ]}
          >
            {events.map((event) => (
              <EventLine key={event.id} csrf={csrf} event={event} />
            ))}
          </Table>
        )}
      </Panel>
    </>
  )
}

type SearchProps = Pick<InboxViewProps, 'csrf' | 'filter' | 'type'> & { mayReplay: boolean }

function Search({ csrf, filter, type, mayReplay }: SearchProps) {
  return (
    <div class="mb-5 flex flex-wrap gap-2">
      <form method="get" action="/admin/inbox" role="search" class="flex min-w-0 flex-1 gap-2">
        {filter !== 'all' && <input type="hidden" name="state" value={filter} />}
        <input
          class="input w-full"
          type="search"
          name="type"
          value={type}
          aria-label="Type"
          placeholder="Type: invoice."
          autocomplete="off"
        />
        <button type="submit" class="btn">
          Search
        </button>
      </form>
      {mayReplay && (
        <Form action="/admin/inbox/replay" csrf={csrf}>
          <button type="submit" class="btn btn-primary">
            Run all failed again
          </button>
        </Form>
      )}
    </div>
  )
}

function EventLine({ csrf, event }: { csrf: string; event: EventRow }) {
  return (
    <tr>
      <Cell head>
        <span class="wrap-anywhere">
          <Dotted text={event.type} />
        </span>
        <span class="block font-mono text-xs font-normal text-soft wrap-anywhere">{event.customer ?? event.id}</span>
        <span class="mt-1.5 block md:hidden">
          <StateWord tone={TONES[event.state]} word={event.state} />
        </span>
        {event.reason && <span class="mt-1 block text-sm font-normal text-error wrap-anywhere">{event.reason}</span>}
      </Cell>
      <Cell wideOnly>
        <StateWord tone={TONES[event.state]} word={event.state} />
      </Cell>
      <Cell align="right" wideOnly>
        {event.tries}
      </Cell>
      <Cell wideOnly>
        <Time at={event.receivedAt} class="whitespace-nowrap" />
      </Cell>
      <Cell>
        {event.customer && (
          <Form action={`/admin/inbox/${event.id}/sync`} csrf={csrf}>
            <button type="submit" class="btn btn-sm h-10">
              Sync<span class="sr-only"> {event.id}</span>
            </button>
          </Form>
        )}
      </Cell>
    </tr>
  )
}
