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
  const [before, after] = [`${inbound.slice(0, at)}+`.toLowerCase(), inbound.slice(at).toLowerCase()]
  const found = new Set<string>()
  for (const value of recipients) {
    const text = value.toLowerCase()
    for (let from = text.indexOf(before); from >= 0; from = text.indexOf(before, from + 1)) {
      const token = tokenAt(text, from, before.length, after)
      if (token !== null) found.add(token)
      if (found.size === MOST) return [...found]
    }
  }
  return [...found]
}

/** Whether one of these headers names the address itself. */
export function isSentTo(inbound: string, recipients: readonly string[]): boolean {
  const address = inbound.toLowerCase()
  return recipients.some((value) => {
    const text = value.toLowerCase()
    for (let from = text.indexOf(address); from >= 0; from = text.indexOf(address, from + 1)) {
      const after = text.slice(from + address.length, from + address.length + 2)
      if (isStart(text, from) && !/^(?:[\w-]|\.\w)/.test(after)) return true
    }
    return false
  })
}

function isStart(text: string, from: number): boolean {
  return from === 0 || !/[\w.+-]/.test(text.charAt(from - 1))
}

/** What stands between both parts of our address, where a whole address begins at `from`. */
function tokenAt(text: string, from: number, length: number, after: string): string | null {
  const begins = from + length
  const ends = begins + TOKEN_SIGNS
  const token = text.slice(begins, ends)
  const rest = text.slice(ends + after.length, ends + after.length + 2)
  if (!isStart(text, from) || !text.startsWith(after, ends) || /^(?:[\w-]|\.\w)/.test(rest)) return null
  return /^[a-z0-9]+$/.test(token) && token.length === TOKEN_SIGNS ? token : null
}
