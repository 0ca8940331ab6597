// The errors Stripe answers with. Invariant: whatever goes wrong with a request, the body is `{error: {type, message, ...}}`.
import type Stripe from 'stripe'

export interface ErrorBody {
  type: Stripe.RawErrorType
  message: string
  code?: string
  decline_code?: string
  param?: string
  doc_url?: string
  payment_intent?: unknown
  setup_intent?: unknown
  payment_method?: unknown
  charge?: string
}

/** A refusal with an HTTP status. `stored` says whether Stripe keeps it for the idempotency key. */
export class ApiError extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly stored: boolean
  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.body = body
    this.stored = status === 402 || status >= 500
  }
}

export function invalid(message: string, param?: string, code?: string): ApiError {
  return new ApiError(400, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined
      ? {}
      : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
    ...(param === undefined ? {} : { param }),
  })
}

/** Stripe answers 404 when the path names nothing, 400 when a parameter does. */
export function noSuch(what: string, id: string, param = 'id'): ApiError {
  const error = invalid(`No such ${what}: '${id}'`, param, 'resource_missing')
  return param === 'id' ? new ApiError(404, error.body) : error
}

export function unknownRoute(method: string, path: string): ApiError {
  return new ApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.`,
  })
}

export function cardError(body: Omit<ErrorBody, 'type'>): ApiError {
  return new ApiError(402, { type: 'card_error', ...body })
}
