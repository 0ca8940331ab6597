// The address at which one mail of a ticket is answered: `help+<token>@example.com`. Small letters and digits only, for mail
// servers may change the case of what stands before the @.

/** Of the token; the first half of an address holds 64 (RFC 5321 4.5.3.1.1). */
export const TOKEN_SIGNS = 26
const MOST = 3

export function answerAddress(inbound: string, token: string): string {
  const at = inbound.lastIndexOf('@')
  return `${inbound.slice(0, at)}+${token}${inbound.slice(at)}`
}

/** The tokens in headers that say to whom a mail went, each once, the first few. */
export function tokensIn(inbound: string, recipients: readonly string[]): string[] {
  const at = inbound.lastIndexOf('@')
  const [local, domain] = [escaped(inbound.slice(0, at)), escaped(inbound.slice(at))]
  const address = new RegExp(`(?<![\\w.+-])${local}\\+([a-z0-9]{${TOKEN_SIGNS}})${domain}(?![\\w-]|\\.\\w)`, 'gi')
  const found = new Set<string>()
  for (const value of recipients) {
    for (const [, token = ''] of value.matchAll(address)) {
      found.add(token.toLowerCase())
      if (found.size === MOST) return [...found]
    }
  }
  return [...found]
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w@]/g, '\\$&')
}
