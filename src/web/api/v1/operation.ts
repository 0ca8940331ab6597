// One operation of the JSON API: its route, its guard and its entry in the OpenAPI document, all by the row of its route.
import { createRoute, OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi'
import { Refusal } from '../../../lib/refusal.ts'
import { permissionOf } from '../../kit/permissions.ts'
import type { Web } from '../../kit/web.ts'
import { byKey, type ApiEnv } from './caller.ts'

const Fault = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .openapi('Error', { example: { error: { code: 'not-found', message: 'There is no such device.' } } })

const json = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } })

/** `path` as OpenAPI writes it: `/devices/{id}`. `answer` is what 200 holds. */
export function operation<
  const M extends 'get' | 'post',
  const P extends string,
  const A extends z.ZodType,
  const R extends NonNullable<RouteConfig['request']>,
>(web: Web, method: M, path: P, parts: { summary: string; request: R; answer: A }) {
  const route = `/api/v1${path}`.replaceAll(/\{([a-z]{1,20})\}/g, ':$1')
  const row = permissionOf(method.toUpperCase(), route)
  if (row.who !== 'key') throw new Error(`${route} is not for API keys, by its row`)
  return createRoute({
    method,
    path,
    summary: parts.summary,
    description: `Role: ${row.role}. Scope: ${row.scope}.`,
    operationId: `${method}${path.replaceAll(/[^a-z]+/g, '-')}`,
    security: [{ key: [] }],
    'x-role': row.role,
    'x-scope': row.scope,
    middleware: [byKey(web, method.toUpperCase(), route)] as const,
    request: parts.request,
    responses: {
      200: { description: 'Done.', ...json(parts.answer) },
      400: { description: 'It cannot be read.', ...json(Fault) },
      401: { description: 'No valid key.', ...json(Fault) },
      403: { description: 'Not allowed: scope, state of the account.', ...json(Fault) },
      404: { description: 'Not there, or of somebody else.', ...json(Fault) },
      409: { description: 'At odds with how things stand.', ...json(Fault) },
      422: { description: 'Not as described here.', ...json(Fault) },
      429: { description: 'Too many failures; see Retry-After.', ...json(Fault) },
    },
  })
}

/** A body, which must be there. */
export function bodyOf<S extends z.ZodType>(schema: S) {
  return { ...json(schema), required: true } as const
}

/** A router whose refusals of shape read as every other refusal. */
export function openRouter(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook(result) {
      if (result.success) return
      const [issue] = result.error.issues
      const where = issue?.path.map(String).join('.').slice(0, 100) // never with what value
      throw new Refusal(
        'invalid',
        `Not as described in /api/v1/openapi.json: ${where ? `${result.target} ${where}` : result.target}.`,
      )
    },
  })
}
