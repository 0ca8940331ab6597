// People who come to a world of accounts: each with an address and a network of its own, so that tests do not spend each
// other's tries.
import { Refusal } from '../../src/lib/refusal.ts'
import { logIn } from '../../src/accounts/log-in.ts'
import { findAccountByKey } from '../../src/accounts/queries.ts'
import { requestReset } from '../../src/accounts/reset-password.ts'
import { signUp } from '../../src/accounts/sign-up.ts'
import type { AccountsWorld } from './accounts-world.ts'

export const password = 'purple chair pond'
export const second = 'yellow lamp on a road'

/** `world` is a function, for the world opens only when the tests begin. */
export function peopleOf(world: () => AccountsWorld) {
  let people = 0
  let networks = 0
  const elsewhere = () => `10.0.${++networks >> 8}.${networks & 255}`
  return {
    someone: () => `someone${++people}@example.com`,
    elsewhere,
    idOf: async (email: string) => (await findAccountByKey(world().db, email))?.id ?? '',
    join: (email: string, secret = password) => signUp(world(), { email, password: secret, network: elsewhere() }),
    /** Of an account without a second factor. */
    enter: async (email: string, secret = password, network = elsewhere(), knownDevice: string | null = null) => {
      const entered = await logIn(world(), { email, password: secret, network, knownDevice })
      if (entered.step !== 'done') throw new Error('the log-in asks for a code')
      return entered
    },
    askReset: (email: string) => requestReset(world(), { email, network: elsewhere() }),
  }
}

/** How many of those that ran at once succeeded. */
export function tally(results: PromiseSettledResult<unknown>[]): number {
  return results.filter((one) => one.status === 'fulfilled').length
}

/** How many were refused with this code; a fault is none of them. */
export function refusals(results: PromiseSettledResult<unknown>[], code: string): number {
  return results.filter((one) => isRefusal(one, code)).length
}

export function fifty<T>(work: () => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: 50 }, work))
}

function isRefusal(one: PromiseSettledResult<unknown>, code: string): boolean {
  return one.status === 'rejected' && one.reason instanceof Refusal && one.reason.code === code
}
