// An account's passkeys: which there are, their names, and taking one away. Invariant: staff keep a second factor, and whose
// last one goes has a password that stands alone.
import { Refusal } from '../lib/refusal.ts'
import { tellOfPasskey } from './passkeys-notice.ts'
import { deletePasskey, passkeysOf, setPasskeyName } from './passkeys-queries.ts'
import type { Db } from '../db/open.ts'
import { endAllSessions, type Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import type { FactorNeeds } from './two-factor-notice.ts'
import { otherFactorGone, requirePasswordAlone } from './two-factor-off.ts'
import { deleteRecoveryCodes, findFactor, hasFactor, holdAccount } from './two-factor-queries.ts'

export interface Passkey {
  id: string
  name: string
  createdAt: Date
  lastUsedAt: Date | null
  /** Without it the account has no second factor. */
  isLastFactor: boolean
}

export async function listPasskeys(db: Db, account: string): Promise<Passkey[]> {
  const [rows, app] = await Promise.all([passkeysOf(db, account), findFactor(db, account)])
  const isLastFactor = rows.length === 1 && app === undefined
  return rows.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt, isLastFactor }))
}

/** Another name, of one's own. Throws Refusal `invalid`, `not-found`. */
export async function renamePasskey({ db }: { db: Db }, account: string, passkey: { id: string; name: string }) {
  if (!(await setPasskeyName(db, account, passkey.id, passkeyName(passkey.name)))) throw unknown()
}

/** Takes it away. `password` counts where it is the last second factor. Throws Refusal `step-up`, `not-found`, `forbidden`, `invalid`. */
export async function removePasskey(
  needs: FactorNeeds & { throttle: Throttle },
  session: Session,
  { id, password }: { id: string; password: string },
): Promise<void> {
  const { db, clock } = needs
  const { account, role, sessionHash } = session
  requireStepUp(session, clock)
  const found = (await listPasskeys(db, account)).find((one) => one.id === id)
  if (!found) throw unknown()
  if (found.isLastFactor && role === 'customer') await requirePasswordAlone(needs, account, password)
  await db.transaction().execute(async (tx) => {
    await holdAccount(tx, account)
    if (!(await deletePasskey(tx, account, id))) throw unknown()
    if (!(await hasFactor(tx, account))) {
      if (role !== 'customer') throw new Refusal('forbidden', 'Staff keep a second factor: add another one first.')
      if (!found.isLastFactor) throw otherFactorGone()
      await deleteRecoveryCodes(tx, account)
    }
    await endAllSessions({ db: tx }, account, sessionHash)
    await tellOfPasskey(needs, tx, { account, action: 'passkey.remove', passkey: id, what: 'was removed' })
  })
}

/** Throws Refusal `invalid`. */
export function passkeyName(typed: string): string {
  const name = typed.trim()
  // Letters, digits and signs; no control characters, nothing that turns text around.
  if (!/^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u.test(name)) {
    throw new Refusal('invalid', 'Give the passkey a name of 1 to 40 characters.')
  }
  return name
}

function unknown(): Refusal {
  return new Refusal('not-found', 'There is no such passkey.')
}
