// A state as a word with a colour and a shape: never colour alone.
import { Icon, type IconName } from '../icons.tsx'

export type Tone = 'good' | 'wait' | 'bad' | 'off' | 'info'

const LOOKS: Record<Tone, string> = {
  good: 'tint-success text-success',
  wait: 'tint-warning text-warning',
  bad: 'tint-error text-error',
  off: 'bg-base-200 text-soft',
  info: 'tint-info text-info',
}
const SHAPES: Record<Tone, IconName> = { good: 'check', wait: 'clock', bad: 'alert', off: 'minus', info: 'info' }

export function StateWord({ tone, word, icon }: { tone: Tone; word: string; icon?: IconName }) {
  return (
    <span
      class={`inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-semibold whitespace-nowrap ${LOOKS[tone]}`}
    >
      <Icon name={icon ?? SHAPES[tone]} class="size-3.5" />
      {word}
    </span>
  )
}

/** The same shape, large: the head of a card that states one thing. */
export function StateMark({ tone, icon }: { tone: Tone; icon?: IconName }) {
  return (
    <span class={`grid size-12 shrink-0 place-items-center rounded-full ${LOOKS[tone]}`}>
      <Icon name={icon ?? SHAPES[tone]} class="size-6" />
    </span>
  )
}
