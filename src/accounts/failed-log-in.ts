// A log-in that was refused, and whose it was. The name is for the log alone: what the visitor is told, and how long it takes, must
// be the same for an account that is not there.
import { Refusal } from '../lib/refusal.ts'

export class FailedLogIn extends Refusal {
  /** The account's id. */
  readonly account: string

  constructor({ code, message, retryAfter }: Refusal, account: string) {
    super(code, message, retryAfter)
    this.account = account
  }
}

/** What `act` does; a refusal of it says that it was about this account. Without one it is as it was. */
export async function logInOf<T>(account: string | undefined, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw error instanceof Refusal && account !== undefined ? new FailedLogIn(error, account) : error
  }
}
