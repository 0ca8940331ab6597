// How much one person may give back alone. Pure.
import { exponentOf } from './money.ts'

/** A refund is counted with what was given back of the same charge, and with what the same person gave back within a day. */
export interface RefundSums {
  amount: bigint
  ofCharge: bigint
  ofActor: bigint
}

/** `limit` is in whole units of the charge's currency, such as `100` or `99.50`; 0: no limit. */
export function mayRefundAlone({ amount, ofCharge, ofActor }: RefundSums, limit: string, currency: string): boolean {
  const most = limitIn(limit, currency)
  return most === 0n || (ofCharge + amount <= most && ofActor + amount <= most)
}

/** The limit in minor units; digits that the currency does not have are dropped. */
export function limitIn(limit: string, currency: string): bigint {
  const [whole = '0', fraction = ''] = limit.split('.')
  const digits = exponentOf(currency)
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
}
