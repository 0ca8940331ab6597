// Amounts and times as people read them.

/** Minor units as money, such as $5.00; currencies without minor units are not divided. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: currency.toUpperCase() })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount / 10 ** digits)
}

/** A day, such as 31 January 2026 (UTC). */
export function day(seconds: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(seconds * 1000))
}

/** A moment to the second (UTC). */
export function moment(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** How often a price recurs, such as "per month" or "every 3 months"; empty for a single payment. */
export function rhythm(recurring: { interval: string; interval_count: number } | null): string {
  if (!recurring) return ''
  const { interval, interval_count: count } = recurring
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`
}
