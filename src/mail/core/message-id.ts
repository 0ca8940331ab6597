// The names of our mails, by which mail programs know them again and put those of one conversation together (RFC 5322 3.6.4).

/** `from` is the setting MAIL_FROM; `id` that of the mail, or of the conversation. */
export function messageId(id: string, from: string): string {
  return `<${id}@${hostOf(from)}>`
}

/** A mail of ours that came back to us. */
export function isOurs(name: string | null, from: string): boolean {
  return name !== null && /^<mail_[a-z0-9]{20}@/.test(name) && name.endsWith(`@${hostOf(from)}>`)
}

function hostOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'localhost'
}
