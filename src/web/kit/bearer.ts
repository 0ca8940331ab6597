// The token that a machine shows in a header, beside the one of the settings.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { PageContext } from './web.ts'

/** What stands behind `Authorization: Bearer`; undefined: nothing does. */
export function bearerIn(c: PageContext): string | undefined {
  return /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
}

/** Takes as long for every token that is wrong. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
