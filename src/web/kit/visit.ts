// What a guard found out about a request that it let in.
import type { Session } from '../../accounts/session.ts'

/** The fields of a posted form. */
export type Fields = ReadonlyMap<string, string>

export interface Visit {
  session: Session | null
  /** For the forms of the page. */
  csrf: string
  /** What was posted; empty on GET. */
  form: Fields
}
export interface SignedVisit extends Visit {
  session: Session
  account: string
}
