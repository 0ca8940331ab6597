// Whose trial it is: one person has many addresses, so a trial goes by the mailbox that they all lead to. Accounts do not: whether a
// tag means anything is for the mailbox's own server to say (accounts/email.ts), and nobody is kept from an account by this rule.

/** Servers that ignore dots in the first half. Both names of the second lead to one mailbox. */
const IGNORES_DOTS: Record<string, string> = { 'gmail.com': 'gmail.com', 'googlemail.com': 'gmail.com' }

/** The address as a trial counts it: lower case, without `+tag`, and without dots where the server ignores them. */
export function trialEmailKey(email: string): string {
  const whole = email.trim().toLowerCase()
  const at = whole.lastIndexOf('@')
  const local = whole.slice(0, at)
  const domain = whole.slice(at + 1)
  const untagged = local.replace(/\+.*$/, '') || local // "+x@…" is all tag: it stays what it is
  const dotless = IGNORES_DOTS[domain]
  return dotless ? `${untagged.replaceAll('.', '')}@${dotless}` : `${untagged}@${domain}`
}
