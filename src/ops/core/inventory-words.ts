// The inventory in plain words, for the privacy page, the page before a deletion, and the export. Pure.
import { formatDuration, parseDuration } from '../../lib/duration.ts'
import type { End, Kept } from './kept.ts'

const BASE: Record<Kept['until'], string> = {
  account: 'As long as the account exists',
  books: 'As long as the law on accounts asks',
  shop: 'As long as there is this shop',
  moment: 'As long as it is used',
}

/** How long it is kept, in one or more sentences. */
export function untilWords({ until, ends }: Kept): string {
  if (ends.length > 0 && ends.every((end) => end.fate === 'deleted' && end.only === undefined)) {
    return sentence(`Until ${ends.map(ageWords).join(', or until ')}`)
  }
  return [sentence(BASE[until]), ...ends.map(endWords)].join(' ')
}

/** What becomes of it when the account is deleted. */
export function erasureWords({ erasure }: Kept): string {
  if (erasure === 'deleted') return 'Deleted.'
  if ('done' in erasure) return sentence(erasure.done)
  if ('stays' in erasure) return sentence(`Stays: it ${erasure.stays}`.replace('it so that', 'so that'))
  return sentence(`Cleared: ${erasure.part.charAt(0).toLowerCase()}${erasure.part.slice(1)}`)
}

function endWords(end: End): string {
  const part = end.fate === 'deleted' ? 'All of it' : end.fate.part
  return sentence(`${part}: until ${ageWords(end)}`)
}

function ageWords({ plus, when }: End): string {
  const length = parseDuration(plus)
  return length === 0 ? when : `${lengthWords(length)} after ${when}`
}

const UNITS: Record<string, string> = { d: 'day', h: 'hour', m: 'minute', s: 'second' }

function lengthWords(length: number): string {
  const text = formatDuration(length).slice(1) // such as 30d
  const [count, unit] = [text.slice(0, -1), text.slice(-1)]
  return `${count} ${UNITS[unit] ?? unit}${count === '1' ? '' : 's'}`
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}
