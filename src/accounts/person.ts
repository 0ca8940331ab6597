// Who may be the same person behind several addresses. It opens no account and closes none: it only keeps somebody from being
// paid for bringing himself.

const GMAIL = new Set(['gmail.com', 'googlemail.com']) // one mailbox under two names, and dots in it mean nothing

/** `key` as `parseEmail` gives it; without its `+tag`, and for Gmail without dots. */
export function personOf(key: string): string {
  const at = key.lastIndexOf('@')
  const domain = key.slice(at + 1)
  const local = key.slice(0, at).replace(/(?<=.)\+.*$/, '')
  return GMAIL.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`
}
