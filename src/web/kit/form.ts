// Reads a posted form: urlencoded only, small, each field once. What a field may hold is the schema of its route.
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import { Refusal } from '../../lib/refusal.ts'
import type { Fields } from './visit.ts'
import type { PageContext } from './web.ts'

const LIMIT = 64 * 1024

export async function readForm(c: PageContext): Promise<Fields> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    throw new HTTPException(415, { message: 'Send a form.' })
  const text = new TextDecoder().decode(await readBytes(c.req.raw, LIMIT))
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw new HTTPException(400, { message: 'A field came twice.' })
    if (value.includes('\0')) throw new HTTPException(400, { message: 'A field cannot be read.' })
    fields.set(name, value)
  }
  return fields
}

/** The whole body, at most `limit` bytes; a longer one is not read on and answered with 413. */
export async function readBytes(request: Request, limit: number): Promise<Buffer> {
  const tooLarge = () => new HTTPException(413, { message: 'This is too large.' })
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > limit) throw tooLarge()
  if (length !== null) return Buffer.from(await request.arrayBuffer()) // node:http reads no more than it was promised
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.length
    if (size > limit) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The fields as the schema says; only a form that is not ours fails here. Throws Refusal `invalid`. */
export function parse<T>(fields: Fields, schema: z.ZodType<T>): T {
  const result = schema.safeParse(Object.fromEntries(fields))
  if (result.success) return result.data
  throw new Refusal('invalid', 'The form was not filled in as expected. Go back, load the page again and retry.')
}

/** The moment at which the day that was named is over, UTC. Refusal: `invalid`. */
export function dayAfter(day: string): Date {
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(Number.NaN)
  if (Number.isNaN(start.getTime())) throw new Refusal('invalid', 'Write the last day like 2030-12-31.')
  return new Date(start.getTime() + 86_400_000)
}
