// Instants as people read them: always with hour and zone (UTC), machine-readable beside.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function parts(at: Date): { day: string; clock: string } {
  return {
    day: `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`,
    clock: `${at.toISOString().slice(11, 16)} UTC`,
  }
}

/** "24 Nov 2026, 14:05 UTC". */
export function formatInstant(at: Date): string {
  const { day, clock } = parts(at)
  return `${day}, ${clock}`
}

/** "3 minutes ago", coarse on purpose: a page is older than it thinks by the time it is read. */
export function formatAge(at: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  if (seconds < 45) return 'just now'
  const [size, unit] = (
    seconds < 45 * 60 ? [60, 'minute'] : seconds < 22 * 3600 ? [3600, 'hour'] : [86_400, 'day']
  ) satisfies [number, string]
  const count = Math.max(1, Math.round(seconds / size))
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}

/** Breaks between day and hour only. */
export function Time({ at, class: look }: { at: Date; class?: string }) {
  const { day, clock } = parts(at)
  return (
    <time datetime={at.toISOString()} class={look}>
      <span class="whitespace-nowrap">{day},</span> <span class="whitespace-nowrap">{clock}</span>
    </time>
  )
}

/** How long ago; the exact instant on hover and for machines. Null reads "never". */
export function Ago({ at, now, never = 'never' }: { at: Date | null; now: Date; never?: string }) {
  if (!at) return <span class="text-soft">{never}</span>
  return (
    <time datetime={at.toISOString()} title={formatInstant(at)} class="whitespace-nowrap">
      {formatAge(at, now)}
    </time>
  )
}
