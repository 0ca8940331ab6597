// The messages of a ticket, for both sides, and the words for its state. What people wrote is shown as it is: no link, no markup.
import type { MessageKind, MessageWay, TicketState } from '../../db/schema-tickets.ts'
import { FieldError } from '../kit/components/form.tsx'
import type { Tone } from '../kit/components/state-word.tsx'
import { Time } from '../kit/components/time.tsx'

export interface MessageRow {
  id: string
  kind: MessageKind
  body: string
  at: Date
  came: MessageWay
  author: string | null
}

interface ThreadProps {
  messages: MessageRow[]
  /** Who wrote it. */
  nameOf: (message: MessageRow) => string
  /** How it came, where that is not by the page. */
  wayOf?: (message: MessageRow) => string
}

export function Thread({ messages, nameOf, wayOf = () => 'by mail' }: ThreadProps) {
  return (
    <ol class="grid gap-4">
      {messages.map((message) => (
        <li key={message.id} class={`rounded-box border border-base-300 p-4 ${LOOKS[message.kind]}`}>
          <p class="mb-2 flex flex-wrap justify-between gap-x-4 text-sm">
            <span class="font-semibold wrap-anywhere">{nameOf(message)}</span>
            <span>
              {message.came === 'mail' && `${wayOf(message)}, `}
              <Time at={message.at} />
            </span>
          </p>
          <p dir="auto" class="whitespace-pre-wrap wrap-anywhere">
            {message.body}
          </p>
        </li>
      ))}
    </ol>
  )
}

const LOOKS: Record<MessageKind, string> = { customer: '', staff: 'bg-base-200', note: 'border-dashed' }

export function ticketWord(state: TicketState, words: Record<TicketState, string>): { tone: Tone; word: string } {
  const tones = { open: 'wait', answered: 'good', closed: 'off' } as const
  return { tone: tones[state], word: words[state] }
}

/** The one field for longer text. */
export function TextField({ label, value, error }: { label: string; value: string; error?: string | undefined }) {
  return (
    <div class="grid gap-1.5">
      <label for="text" class="text-sm font-semibold">
        {label}
      </label>
      <textarea
        id="text"
        name="text"
        rows={6}
        required
        maxLength={10_000}
        dir="auto"
        class={`textarea w-full ${error ? 'input-error' : ''}`}
        aria-describedby={error ? 'text-error' : undefined}
        aria-invalid={error ? 'true' : undefined}
      >
        {value}
      </textarea>
      {error && <FieldError id="text-error" text={error} />}
    </div>
  )
}
