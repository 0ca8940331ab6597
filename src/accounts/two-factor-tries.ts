// How often codes are tried. Counted apart are sessions that gave a factor before, devices that the account knows, and everybody else:
// whoever has the password and sends wrong codes, ten at once or a hundred a day, shuts out no session and no device of the owner.
// Invariant: a stranger, by whichever network or page he comes, has a hundred guesses a day at an account (NIST 800-63B-4). To be
// counted as one of the others takes a cookie that only a whole log-in or a reset gives, and each of the three has a hundred of its own:
// with all of it stolen it is three hundred, of a million codes.
import type { Session } from './session.ts'
import type { Throttle } from './throttle.ts'

export interface Trier {
  account: string
  as: 'stranger' | 'known-device' | 'proven-session'
}

export function trierIn({ account, secondFactorAt }: Session): Trier {
  return { account, as: secondFactorAt === null ? 'stranger' : 'proven-session' }
}

/** Before the code is judged. Throws Refusal `too-many`. */
export async function countTry(throttle: Throttle, trier: Trier): Promise<void> {
  await throttle.spend('second-factor', subjectOf(trier))
  await throttle.spend('second-factor-day', subjectOf(trier))
}

/** It was right. Those of the others stay counted. */
export async function forgetTries(throttle: Throttle, trier: Trier): Promise<void> {
  await throttle.forget('second-factor', subjectOf(trier))
  await throttle.forget('second-factor-day', subjectOf(trier))
}

function subjectOf({ account, as }: Trier): string {
  return as === 'stranger' ? account : `${account} ${as}`
}
