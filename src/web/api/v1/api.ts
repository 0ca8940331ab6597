// The JSON API under /api/v1: its operations, and the OpenAPI document that lists each with role and scope.
import type { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { readJson } from '../../kit/json.ts'
import type { Web } from '../../kit/web.ts'
import { accountOperations } from './account.ts'
import type { ApiEnv } from './caller.ts'
import { deviceOperations } from './devices.ts'
import { openRouter } from './operation.ts'
import { staffOperations } from './staff.ts'

const LIMIT = 64 * 1024

/** Errors are left to the router it is mounted in, which answers these paths in JSON. */
export function jsonApi(web: Web): OpenAPIHono<ApiEnv> {
  const api = openRouter()
  const tooLarge = () => {
    throw new HTTPException(413, { message: 'This is too large.' })
  }
  api.use('*', bodyLimit({ maxSize: LIMIT, onError: tooLarge }), noTwins)
  api.route('/', accountOperations(web))
  api.route('/', deviceOperations(web))
  api.route('/', staffOperations(web))
  api.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, made on /account/api-keys. Each operation says which role and which scope it needs.',
  })
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Turnpike', version: '1' },
    servers: [{ url: new URL('/api/v1', web.app.baseUrl).href }],
  })
  api.get('/openapi.json', (c) => c.json(document))
  return api
}

/** What is JSON by its type is read before the operation reads it; another type is the operation's to refuse. */
const noTwins = createMiddleware<ApiEnv>(async (c, next) => {
  if (/^application\/([a-z-.]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    const text = await c.req.text()
    if (text !== '') readJson(text)
  }
  return next()
})
