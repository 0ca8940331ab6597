// What can be asked of the control API and of the control page, by name. Invariant: one table for both, so that whatever one of them can
// do the other can, and both refuse the same.
import type { RawHash } from '../http/form-body.ts'
import {
  bool,
  decimalNumber,
  integer,
  list,
  need,
  oneOf,
  readParams,
  text,
  type Params,
  type Shape,
} from '../http/params.ts'
import type { Control } from './control.ts'

type Action = (control: Control, body: RawHash) => unknown
function action<S extends Shape>(shape: S, run: (control: Control, params: Params<S>) => unknown): Action {
  return (control, body) => run(control, readParams(shape, body))
}

const faultShape = {
  method: text(),
  path: text(),
  nth: integer({ min: 1 }),
  times: integer({ min: 1 }),
  kind: need(oneOf('error', 'reset', 'timeout', 'lost-reply', 'slow')),
  status: integer({ min: 400, max: 599 }),
  code: text(),
  message: text(),
  delayMs: integer({ min: 0 }),
}
const outcome = oneOf('pay', 'decline', 'insufficient_funds', 'authentication_required', 'expired_card', 'card')
const webhooksShape = {
  order: oneOf('shuffled', 'as-made'),
  seed: integer(),
  drop: decimalNumber(),
  duplicate: decimalNumber(),
  delayMs: integer({ min: 0 }),
}
const settingsShape = {
  retryDays: list(decimalNumber()),
  afterLastRetry: oneOf('cancel', 'unpaid', 'past_due'),
  asyncSettleSeconds: integer({ min: 0 }),
  upcomingDays: integer({ min: 0 }),
}
const id = need(text())

const actions: Record<string, Action> = {
  reset: action({}, (control) => control.reset()),
  'fail-next': action(faultShape, (control, fault) => control.failNext(fault)),
  faults: action({}, (control) => ({ faults: control.waitingFaults() })),
  outcome: action({ subject: id, outcome: need(outcome) }, (control, params) =>
    control.setOutcome(params.subject, params.outcome === 'card' ? null : params.outcome),
  ),
  settings: action(settingsShape, (control, params) => ({ settings: control.setSettings(given(params)) })),
  'complete-checkout': action({ session: id, card: text(), country: text(2) }, (control, params) =>
    control.completeCheckout(params.session, params.card, params.country),
  ),
  'open-dispute': action(
    { charge: id, kind: oneOf('chargeback', 'inquiry', 'prevented'), reason: text() },
    (control, params) => control.openDispute(params.charge, params.kind, params.reason),
  ),
  'close-dispute': action(
    { dispute: id, as: need(oneOf('won', 'lost', 'warning_closed', 'prevented')) },
    (control, params) => control.closeDispute(params.dispute, params.as),
  ),
  'settle-payment': action({ payment_intent: id, as: need(oneOf('succeeded', 'failed')) }, (control, params) =>
    control.settlePayment(params.payment_intent, params.as),
  ),
  refund: action({ charge: id, amount: integer({ min: 1 }) }, (control, params) =>
    control.refund(params.charge, params.amount),
  ),
  'fail-refund': action({ refund: id }, (control, params) => control.failRefund(params.refund)),
  webhooks: action(webhooksShape, (control, params) => {
    const faults = given(params)
    if (Object.keys(faults).length > 0) control.setWebhooks(faults)
    return { webhooks: control.webhooks() }
  }),
  endpoints: action({}, (control) => ({ endpoints: control.endpoints() })),
  'retry-webhooks': action({}, (control) => control.retryWebhooks()),
  'replay-event': action({ event: id, endpoint: text() }, (control, params) =>
    control.replayEvent(params.event, params.endpoint),
  ),
  'rotate-secret': action({ endpoint: id, overlapSeconds: integer({ min: 0 }) }, (control, params) => ({
    secret: control.rotateSecret(params.endpoint, params.overlapSeconds),
  })),
  'payload-version': action({ version: id, endpoint: text() }, (control, params) =>
    control.setPayloadVersion(params.version, params.endpoint),
  ),
  'catch-up': action({}, (control) => control.catchUp()),
  upcoming: action({ limit: integer({ min: 1, max: 100 }) }, (control, params) => ({
    upcoming: control.upcoming(params.limit),
  })),
  calls: action({ clear: bool() }, (control, params) => {
    const calls = control.calls()
    if (params.clear) control.clearCalls()
    return { calls }
  }),
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
function given<T extends object>(params: T): Given<T> {
  // Only keys with a value are left.
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as Given<T>
}

/** Undefined when there is none of that name. */
export function actionNamed(name: string): Action | undefined {
  return Object.hasOwn(actions, name) ? actions[name] : undefined
}

export const actionNames = Object.keys(actions)
