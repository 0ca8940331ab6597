// The control API: POST /_control/<action> with a JSON body, GET /_control/calls. Invariant: without the control token it does nothing.
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { jsonAnswer, readBody, send, type Answer } from '../http/answer.ts'
import { keyOf } from '../http/auth.ts'
import { ApiError } from '../http/errors.ts'
import { fromJson } from '../http/form-body.ts'
import { actionNamed, actionNames } from './actions.ts'
import type { Control } from './control.ts'

/** Whether `token` is the control token, compared without telling by time how much was right. */
export function isToken(token: string | null | undefined, expected: string): boolean {
  const [left, right] = [Buffer.from(token ?? ''), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export function makeControlApi(
  control: Control,
  token: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => send(response, await answer(control, token, request))
}

async function answer(control: Control, token: string, request: IncomingMessage): Promise<Answer> {
  if (!isToken(keyOf(request.headers.authorization), token))
    return jsonAnswer(401, { error: { message: 'The control token is missing or wrong.' } })
  const run = actionNamed((request.url ?? '').split('?')[0]?.slice('/_control/'.length) ?? '')
  const body = await readBody(request)
  if (!run)
    return jsonAnswer(404, {
      error: { message: `There is no such action. There are: ${actionNames.join(', ')}.` },
    })
  try {
    const read = body === '' ? {} : fromJson(JSON.parse(body))
    return jsonAnswer(200, (await run(control, typeof read === 'string' ? {} : read)) ?? { done: true })
  } catch (error) {
    if (error instanceof ApiError) return jsonAnswer(error.status, { error: error.body })
    if (error instanceof SyntaxError) return jsonAnswer(400, { error: { message: 'The body is not JSON.' } })
    throw error
  }
}
