// The rows of the inbox, each with a box to choose it. It stands inside the form of the page, so a row's own button says where it goes.
import { Dotted } from '../kit/components/dotted.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Ago } from '../kit/components/time.tsx'

export interface EventRow {
  id: string
  type: string
  customer: string | null
  /** Of one that names no customer: its customer is looked up. */
  charge: string | null
  /** Whose it is here; null: nobody who has an account. */
  account: string | null
  receivedAt: Date
  state: 'pending' | 'done' | 'ignored' | 'failed'
  tries: number
  reason: string | null
}

/** What the name of an event's box begins with; then comes its id. */
export const CHOSEN = 'event:'

const TONES: Record<EventRow['state'], Tone> = { pending: 'wait', done: 'good', ignored: 'off', failed: 'bad' }
const COLUMNS = [
  { head: 'Choose' },
  { head: 'Event' },
  { head: 'State', wideOnly: true },
  { head: 'Tries', align: 'right', wideOnly: true },
  { head: 'Received', wideOnly: true },
  { head: 'Action', wideOnly: true },
] as const

export function EventTable({ events, now }: { events: EventRow[]; now: Date }) {
  return (
    <Table caption="Events" columns={COLUMNS}>
      {events.map((event) => (
        <EventLine key={event.id} event={event} now={now} />
      ))}
    </Table>
  )
}

function EventLine({ event, now }: { event: EventRow; now: Date }) {
  const { id, state, tries, receivedAt } = event
  const namesSomebody = event.customer !== null || event.charge !== null
  return (
    <tr>
      <Cell>
        {namesSomebody && (
          <label class="-m-2 grid size-10 place-items-center">
            <input type="checkbox" class="checkbox" name={`${CHOSEN}${id}`} value="on" />
            <span class="sr-only">
              {event.type} {id}
            </span>
          </label>
        )}
      </Cell>
      <Cell head>
        <What event={event} />
        <span class="mt-1.5 flex flex-wrap items-center gap-2 text-sm font-normal text-soft md:hidden">
          <StateWord tone={TONES[state]} word={state} />
          <span>
            {tries} {tries === 1 ? 'try' : 'tries'}, <Ago at={receivedAt} now={now} />
          </span>
        </span>
        {event.reason && <span class="mt-1 block text-sm font-normal text-error wrap-anywhere">{event.reason}</span>}
      </Cell>
      <Cell wideOnly>
        <StateWord tone={TONES[state]} word={state} />
      </Cell>
      <Cell align="right" wideOnly>
        {tries}
      </Cell>
      <Cell wideOnly>
        <Ago at={receivedAt} now={now} />
      </Cell>
      <Cell wideOnly>
        {namesSomebody && (
          <button type="submit" formaction={`/admin/inbox/${id}/sync`} class="btn btn-sm h-10">
            Sync<span class="sr-only"> {id}</span>
          </button>
        )}
      </Cell>
    </tr>
  )
}

function What({ event }: { event: EventRow }) {
  return (
    <>
      <span class="wrap-anywhere">
        <Dotted text={event.type} />
      </span>
      <span class="block font-mono text-xs font-normal text-soft wrap-anywhere">{event.id}</span>
      {event.account && (
        <a class="link text-sm font-normal" href={`/admin/customers/${encodeURIComponent(event.account)}`}>
          Customer<span class="sr-only"> of {event.id}</span>
        </a>
      )}
    </>
  )
}
