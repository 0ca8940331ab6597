// Failures on demand for the n-th call of a route. Invariant: a fault is used up once for each call it hits; without faults nothing fails.
import { ApiError } from './errors.ts'

export interface Fault {
  /** 'POST', or absent for any. */
  method?: string | undefined
  /** A path with `*` for any one part, such as /v1/subscriptions/*; absent for any. */
  path?: string | undefined
  /** Which matching call fails: 1 is the next one. */
  nth?: number | undefined
  /** How many calls in a row fail from then on. */
  times?: number | undefined
  /**
   * error: answers `status` without running. reset: drops the connection without running. timeout: never answers and never runs.
   * lost-reply: runs, then drops the connection. slow: runs after `delayMs`.
   */
  kind: 'error' | 'reset' | 'timeout' | 'lost-reply' | 'slow'
  status?: number | undefined
  code?: string | undefined
  message?: string | undefined
  delayMs?: number | undefined
}
export interface WaitingFault {
  fault: Fault
  /** How many matching calls still go through first, and how many then fail. */
  skip: number
  left: number
}
export interface Faults {
  add(fault: Fault): void
  waiting(): WaitingFault[]
  /** The fault for this call, undefined for most. */
  hit(method: string, path: string): Fault | undefined
  clear(): void
}

export function makeFaults(): Faults {
  let waiting: WaitingFault[] = []
  return {
    add: (fault) => void waiting.push({ fault, skip: (fault.nth ?? 1) - 1, left: fault.times ?? 1 }),
    waiting: () => waiting.map((entry) => ({ ...entry })),
    hit(method, path) {
      for (const entry of waiting) {
        if (!matches(entry.fault, method, path)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        entry.left -= 1
        waiting = waiting.filter(({ left }) => left > 0)
        return entry.fault
      }
      return undefined
    },
    clear: () => void (waiting = []),
  }
}

function matches({ method, path }: Fault, calledMethod: string, calledPath: string): boolean {
  if (method !== undefined && method.toUpperCase() !== calledMethod) return false
  if (path === undefined) return true
  const [wanted, given] = [path.split('/'), calledPath.split('/')]
  return wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index])
}

/** The error an `error` fault answers with, in the words Stripe uses for its status. */
export function faultError({ status = 500, code, message }: Fault): ApiError {
  const type =
    status === 402
      ? 'card_error'
      : status === 429
        ? 'rate_limit_error'
        : status >= 500
          ? 'api_error'
          : 'invalid_request_error'
  const fallback: Record<number, { code?: string; message: string }> = {
    409: {
      code: 'lock_timeout',
      message:
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
    },
    429: {
      code: 'rate_limit',
      message: 'Request rate limit exceeded. Learn more about rate limits in our documentation.',
    },
    500: { message: 'An unknown error occurred' },
  }
  const words = fallback[status] ?? { message: 'The simulator was asked to fail this call.' }
  const named = code ?? words.code
  return new ApiError(status, {
    type,
    message: message ?? words.message,
    ...(named === undefined ? {} : { code: named }),
  })
}
