// Reads a body of JSON from a machine. Invariant: a text that says a name twice within one object is refused, for whoever looks at it
// before us (a proxy, a log) may believe the other value (RFC 8259, section 4).
import { HTTPException } from 'hono/http-exception'

const SPACE = new Set([' ', '\t', '\r', '\n'])

/** Throws 400 for what is no JSON or says a name twice. */
export function readJson(text: string): unknown {
  const value = parsed(text)
  if (namesIn(text) > namesKept(value)) throw new HTTPException(400, { message: 'A name comes twice in the body.' })
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HTTPException(400, { message: 'The body is not JSON.' })
  }
}

/** How many names stand in a text that is JSON: strings with a colon behind. */
function namesIn(text: string): number {
  let names = 0
  for (let from = text.indexOf('"'); from >= 0;) {
    const end = endOfString(text, from)
    let next = end + 1
    while (SPACE.has(text[next] ?? '')) next++
    if (text[next] === ':') names++
    from = text.indexOf('"', next)
  }
  return names
}

/** A quote that an odd number of backslashes stands before does not end the string. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end
  }
}

/** How many of them the value has: of equal ones it keeps one. Without recursion, for it may be deep. */
function namesKept(value: unknown): number {
  let names = 0
  const open = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    const inside = Object.values(next)
    if (!Array.isArray(next)) names += inside.length
    for (const one of inside) open.push(one)
  }
  return names
}
