// Lists come in pages: `cursor` is the `next_cursor` of the page before, which is the id of its last one.
import { z } from '@hono/zod-openapi'

/** What every list takes. */
export const PageQuery = z.object({
  cursor: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional()
    .openapi({ description: 'The next_cursor of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() })
}

/** The part of a whole list after `cursor`; one that names nothing here begins at the start. */
export function cut<T extends { id: string }>(all: readonly T[], { cursor, limit }: z.infer<typeof PageQuery>) {
  const from = cursor === undefined ? 0 : all.findIndex((one) => one.id === cursor) + 1
  return paged(all.slice(from, from + limit + 1), limit)
}

/** `found` is one more than `limit` when there is more. */
export function paged<T extends { id: string }>(found: readonly T[], limit: number) {
  const items = found.slice(0, limit)
  return { items, next_cursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}
