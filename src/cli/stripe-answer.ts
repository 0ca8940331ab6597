// How the outcome of what Stripe was asked reads at the terminal. Only what Stripe has said is told as done.
import type { Asked } from '../billing/change-subscription.ts'
import { WAITS_FOR_PAYMENT } from '../billing/subscription-operation.ts'

export type Answer = Asked | 'waits-for-payment'

/** `failure` as the operation has it. */
export function answerOf({ state, failure }: { state: Asked; failure: string | null }): Answer {
  return failure === WAITS_FOR_PAYMENT ? 'waits-for-payment' : state
}

/** `what` as in "whether ...", `done` when it is so. */
export function tellAnswer(answer: Answer, { what, done }: { what: string; done: string }): string {
  switch (answer) {
    case 'succeeded':
      return `${done}.`
    case 'nothing':
      return `${done}: that is so already.`
    case 'waits-for-payment':
      return `${what} when its payment has come; until then everything stays as it was.`
    case 'pending':
    case 'unknown':
      return `Not known yet whether ${what}: Stripe's answer is missing, and is being looked for. Look again in a minute, and ask again if it is not so.`
    case 'failed':
    case 'not-sent':
      return `Stripe did not take this: it is not so that ${what}.`
  }
}

/** Whether what was asked is so. */
export function isSo(answer: Answer): boolean {
  return answer === 'succeeded' || answer === 'nothing'
}
