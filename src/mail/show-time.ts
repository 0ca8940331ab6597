// How a mail writes a time: in UTC and saying so, for nobody knows where it will be read.

const FORM = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** `24 Nov 2026, 14:05 UTC` */
export function showTime(at: Date): string {
  return `${FORM.format(at)} UTC`
}
