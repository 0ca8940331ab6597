// One customer's way from payment to tunnel, step by step, each with its reason in plain words.
import { Empty } from '../kit/components/card.tsx'
import { Dotted } from '../kit/components/dotted.tsx'
import type { Tone } from '../kit/components/state-word.tsx'
import { Ago, Time } from '../kit/components/time.tsx'
import { Icon, type IconName } from '../kit/icons.tsx'

export interface TimelineEntry {
  /** Payment -> event -> access -> node -> handshake. */
  kind: 'payment' | 'event' | 'access' | 'device' | 'node' | 'handshake' | 'ticket'
  at: Date
  tone: Tone
  title: string
  /** The reason, in a sentence; may be empty. */
  detail: string
}

const ICONS: Record<TimelineEntry['kind'], IconName> = {
  payment: 'card',
  event: 'inbox',
  access: 'shield',
  device: 'device',
  node: 'node',
  handshake: 'globe',
  ticket: 'mail',
}
const LOOKS: Record<Tone, string> = {
  good: 'tint-success text-success',
  wait: 'tint-warning text-warning',
  bad: 'tint-error text-error',
  off: 'bg-base-200 text-soft',
  info: 'tint-info text-info',
}

export function Timeline({ entries, now }: { entries: TimelineEntry[]; now: Date }) {
  if (entries.length === 0) {
    return (
      <Empty icon="clock" title="Nothing has happened yet">
        There was no payment, so there is no access and nothing for a node to do.
      </Empty>
    )
  }
  return (
    <ol class="grid">
      {entries.map((entry, at) => (
        <li key={`${entry.kind}-${at}`} class="relative flex gap-4 pb-6 last:pb-0">
          {at < entries.length - 1 && (
            <span class="absolute top-9 bottom-0 left-[1.1rem] w-px bg-base-300" aria-hidden="true" />
          )}
          <span class={`grid size-9 shrink-0 place-items-center rounded-full ${LOOKS[entry.tone]}`}>
            <Icon name={ICONS[entry.kind]} class="size-4.5" />
          </span>
          <div class="min-w-0 pt-1">
            <p class="font-semibold wrap-anywhere">
              <Dotted text={entry.title} />
            </p>
            {entry.detail && <p class="text-soft wrap-anywhere">{entry.detail}</p>}
            <p class="mt-0.5 text-sm text-soft">
              <Time at={entry.at} /> (<Ago at={entry.at} now={now} />)
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}
