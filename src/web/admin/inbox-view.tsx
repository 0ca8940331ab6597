// /admin/inbox: what the payment processor told us, and what became of it. Any of it can be run again.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'
import { pageLink } from '../kit/paging.ts'
import { EventTable, type EventRow } from './inbox-table-view.tsx'

/** Absent: any; `type` is the beginning of it. */
export interface InboxSearch {
  state?: EventRow['state']
  type?: string
}

export interface InboxViewProps {
  csrf: string
  now: Date
  events: EventRow[]
  search: InboxSearch
  /** The place from which older ones are shown; null: there are none. */
  older: string | null
  /** Whether any event failed, shown or not. */
  mayReplayFailed: boolean
}

const STATES = ['all', 'failed', 'pending', 'done', 'ignored'] as const

export function InboxView({ csrf, now, events, search, older, mayReplayFailed }: InboxViewProps) {
  return (
    <>
      <PageHead
        title="Inbox"
        lead="Events of the payment processor, newest first. An event only says whom to look at; the truth is fetched."
      />
      <States search={search} />
      <Search search={search} />
      <Form action="/admin/inbox/replay" csrf={csrf}>
        <Panel
          title="Events"
          action={<Replays hasEvents={events.some(({ customer }) => customer !== null)} {...{ mayReplayFailed }} />}
        >
          {events.length === 0 ? (
            <Empty icon="inbox" title={search.state === 'failed' ? 'No event failed' : 'No event here'} />
          ) : (
            <EventTable events={events} now={now} />
          )}
          {older !== null && (
            <p class="mt-4">
              <a class="btn" href={pageLink('/admin/inbox', search, older)} rel="next">
                Older events
              </a>
            </p>
          )}
        </Panel>
      </Form>
    </>
  )
}

function States({ search }: { search: InboxSearch }) {
  const { state = 'all', ...rest } = search
  return (
    <nav aria-label="State" class="mb-5 flex flex-wrap gap-1.5">
      {STATES.map((name) => (
        <a
          key={name}
          href={pageLink('/admin/inbox', name === 'all' ? rest : { state: name, ...rest }, null)}
          aria-current={name === state ? 'true' : undefined}
          class="rounded-full border border-base-300 bg-base-100 px-4 py-1.5 text-sm font-semibold capitalize aria-[current=true]:border-neutral aria-[current=true]:bg-neutral aria-[current=true]:text-neutral-content"
        >
          {name}
        </a>
      ))}
    </nav>
  )
}

function Search({ search }: { search: InboxSearch }) {
  return (
    <form method="get" action="/admin/inbox" role="search" class="mb-5 flex gap-2">
      {search.state && <input type="hidden" name="state" value={search.state} />}
      <input
        class="input w-full min-w-0"
        type="search"
        name="type"
        value={search.type}
        aria-label="Type"
        placeholder="Type: invoice."
        autocomplete="off"
      />
      <button type="submit" class="btn">
        Search
      </button>
    </form>
  )
}

function Replays({ hasEvents, mayReplayFailed }: { hasEvents: boolean; mayReplayFailed: boolean }) {
  return (
    <div class="flex flex-wrap gap-2">
      {hasEvents && (
        <button type="submit" name="which" value="chosen" class="btn">
          Run chosen again
        </button>
      )}
      {mayReplayFailed && (
        <button type="submit" name="which" value="failed" class="btn btn-primary">
          Run all failed again
        </button>
      )}
    </div>
  )
}
