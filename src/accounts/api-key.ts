// Keys for programs: made by somebody who just proved who he is, shown once, stored as a hash, ended by time, by hand, by a ban
// or by another role. Invariant: every request reads the account beside the key, so each of these counts at once.
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import type { Role } from '../db/schema.ts'
import type { Queue } from '../db/queue.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newId, newSecret } from '../lib/token.ts'
import { sendMail } from '../mail/send.ts'
import { apiKeysOf, findApiKey, insertApiKey, lockForKeys, noteKeyUse, revokeKey } from './api-key-queries.ts'
import { audit } from './audit.ts'
import { keyIsLive, LIFETIMES, MOST_KEYS, parseKeyName, parseScopes, SCOPES, type Scope } from './core/api-key.ts'
import { proveCurrentPassword } from './current-password.ts'
import { holdToEnrol } from './hold-to-enrol.ts'
import { requireProvenAddress } from './proven-address.ts'
import type { Session } from './session.ts'
import { requireStepUp } from './step-up.ts'
import type { Throttle } from './throttle.ts'
import { linkTo } from './token.ts'

const DAY = 86_400_000

export interface KeyHolder {
  account: string
  /** Of the account, now. */
  role: Role
  hasSecondFactor: boolean
  scopes: Scope[]
}

/** Null when the key is none of ours or opens nothing any more. Notes the day of its use. */
export async function authenticateKey({ db, clock }: { db: Db; clock: Clock }, key: string): Promise<KeyHolder | null> {
  const row = await findApiKey(db, hashSecret(key))
  const now = clock()
  if (!row || !keyIsLive(row, now)) return null
  await noteKeyUse(db, row.id, now.toISOString().slice(0, 10))
  const { account, role, hasSecondFactor, scopes } = row
  return { account, role, hasSecondFactor, scopes: SCOPES.filter((scope) => scopes.includes(scope)) }
}

export interface NewKeyInput {
  name: string
  scopes: readonly string[]
  days: number
  /** Of an account without a second factor; with one the step-up says who it is. */
  password: string
}

/**
 * The key, which exists nowhere else. Throws Refusal `invalid` (name, scopes, days, password), `step-up`, `too-many`, `taken`
 * (name), `limit`, `not-found`, `forbidden` before the address is proved, `not-signed-in`.
 */
export async function makeApiKey(
  needs: { db: Db; clock: Clock; queue: Queue; throttle: Throttle; baseUrl: URL },
  session: Session,
  input: NewKeyInput,
): Promise<string> {
  const { db, clock, baseUrl } = needs
  requireProvenAddress(session)
  const { account } = session
  const name = parseKeyName(input.name)
  const scopes = parseScopes(input.scopes, session.role)
  if (!LIFETIMES.some((days) => days === input.days)) throw new Refusal('invalid', 'Choose how long it lasts.')
  await proveSelf(needs, session, input.password)
  const key = `tp_${newSecret()}`
  await db.transaction().execute(async (tx) => {
    const holder = await lockForKeys(tx, account)
    if (holder?.role !== session.role) throw new Refusal('not-found', 'There is no such account.')
    await holdToEnrol(tx, session)
    if ((await apiKeysOf(tx, account)).length >= MOST_KEYS) {
      throw new Refusal('limit', `You have ${MOST_KEYS} keys. Revoke one that you no longer use.`)
    }
    const [id, at] = [newId('key'), clock()]
    const until = new Date(at.getTime() + input.days * DAY)
    const row = { id, account_id: account, name, key_hash: hashSecret(key), scopes, role: holder.role }
    const isNew = await insertApiKey(tx, { ...row, created_at: at, expires_at: until })
    if (!isNew) throw new Refusal('taken', `You already have a key named ${name}. Choose another name.`)
    const detail = { scopes: scopes.join(' '), days: input.days, key: id }
    await audit(tx, clock, { actor: account, action: 'api-key.make', subject: account, detail })
    const data = { name, until, at, keys: linkTo(baseUrl, '/account/api-keys') }
    await sendMail(needs, tx, { to: holder.email, account, template: 'api-key-made', data })
  })
  return key
}

/** At once and for good. Throws Refusal `not-found`. */
export async function revokeApiKey(
  { db, clock }: { db: Db; clock: Clock },
  { account, key }: { account: string; key: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await revokeKey(tx, account, key, clock()))) throw new Refusal('not-found', 'There is no such key.')
    await audit(tx, clock, { actor: account, action: 'api-key.revoke', subject: account, detail: { key } })
  })
}

/** Those not revoked, newest first; `isLive` false: it ran out, or the account has another role now. */
export async function listApiKeys({ db, clock }: { db: Db; clock: Clock }, session: Session) {
  const now = clock()
  const rows = await apiKeysOf(db, session.account)
  return rows.map(({ role, ...key }) => ({ ...key, isLive: role === session.role && now < key.expiresAt }))
}

/** A session that was left open makes no keys. */
async function proveSelf(
  { db, clock, throttle }: { db: Db; clock: Clock; throttle: Throttle },
  session: Session,
  password: string,
): Promise<void> {
  if (session.hasSecondFactor) return requireStepUp(session, clock)
  await proveCurrentPassword({ db, throttle }, session.account, password)
}
