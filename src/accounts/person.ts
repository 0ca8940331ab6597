// Who may be the same person behind several addresses. It opens no account and closes none: it only keeps somebody from a second
// trial, and from being paid for bringing himself. Whether a tag means anything is for the mailbox's own server to say (email.ts).

const GMAIL = new Set(['gmail.com', 'googlemail.com']) // one mailbox under two names, and dots in it mean nothing

/** The mailbox that an address leads to: lower case, without its `+tag`, and for Gmail without dots. */
export function personOf(address: string): string {
  const whole = address.trim().toLowerCase()
  const at = whole.lastIndexOf('@')
  const domain = whole.slice(at + 1)
  const tag = whole.indexOf('+', 1) // "+x@…" is all tag: it stays what it is
  const local = whole.slice(0, tag > 0 && tag < at ? tag : at)
  return GMAIL.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`
}
