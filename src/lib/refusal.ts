// A no for the person who asked, as opposed to a bug or an outage. Features throw it; one file of the web maps it to a status.

export type RefusalCode =
  | 'not-found'
  | 'invalid'
  | 'not-signed-in'
  | 'forbidden'
  | 'step-up'
  | 'no-access'
  | 'limit'
  | 'taken'
  | 'too-many'
  | 'expired'
  | 'conflict'
  | 'not-for-sale'
  | 'unavailable'

export class Refusal extends Error {
  readonly code: RefusalCode
  /** Seconds after which asking again makes sense, for `too-many` and `unavailable`. */
  readonly retryAfter: number | null

  /** `sentence` is shown as it is: what happened and what to do next, free of secrets and of other people's data. */
  constructor(code: RefusalCode, sentence: string, retryAfter: number | null = null) {
    super(sentence)
    this.name = 'Refusal'
    this.code = code
    this.retryAfter = retryAfter
  }
}
