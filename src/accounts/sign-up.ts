// Opens an account for an e-mail address, or tells its owner that there is one already. Invariant: what the visitor sees,
// and how long he waits for it, is the same in both cases; only the mailbox learns the difference.
import type { Clock } from '../lib/clock.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Seal } from '../lib/seal.ts'
import { newId } from '../lib/token.ts'
import { sendMail, sendSealedMail } from '../mail/send.ts'
import { parseEmail, type Email } from './email.ts'
import { evenTime } from './even-time.ts'
import { networkOf } from './network.ts'
import { checkPassword } from './password-rules.ts'
import { hashPassword } from './password.ts'
import { findAccountByKey, insertAccount, insertArrival } from './queries.ts'
import type { Throttle } from './throttle.ts'
import { issueToken, linkTo } from './token.ts'

const ANSWERS_AFTER = 120 // ms; a hash alone takes about 25

export interface Joining {
  email: string
  password: string
  /** The client's IP address. */
  network: string
  /** The lookup key of a price for sale that was chosen before; the mail's link carries it along. */
  price?: string | undefined
  /** Of the link that the visitor first came by; kept for whoever asks later (affiliates/attribute.ts). */
  via?: string | undefined
}

type Needs = { db: Db; clock: Clock; queue: Queue; seal: Seal; throttle: Throttle; baseUrl: URL }

/**
 * Account, token, mail and its job commit together. Throws Refusal `invalid` for an
 * e-mail address or password that is not accepted, `too-many` for the network, `unavailable` when the server is too busy.
 */
export async function signUp(needs: Needs, input: Joining): Promise<void> {
  const email = parseEmail(input.email)
  checkPassword(input.password, email)
  await needs.throttle.spend('sign-up-network', networkOf(input.network))
  await evenTime(ANSWERS_AFTER, async () => {
    const noticeAllowed = await needs.throttle.trySpend('sign-up-notice', email.key)
    const passwordHash = await hashPassword(input.password)
    await needs.db
      .transaction()
      .execute((tx) =>
        openAccount(needs, tx, { email, passwordHash, noticeAllowed, price: input.price, via: input.via }),
      )
  })
}

interface NewCustomer {
  email: Email
  passwordHash: string
  noticeAllowed: boolean
  price: string | undefined
  via: string | undefined
}

async function openAccount(needs: Needs, tx: Tx, joining: NewCustomer) {
  const { email, passwordHash, noticeAllowed, price, via } = joining
  const { clock, baseUrl } = needs
  const id = newId('acct')
  const account = {
    id,
    email: email.address,
    key: email.key,
    passwordHash,
    role: 'customer',
    verifiedAt: null,
  } as const
  if (await insertAccount(tx, { ...account, at: clock() })) {
    if (via !== undefined) await insertArrival(tx, { account_id: id, code: via, at: clock() })
    const more = price === undefined ? {} : { price }
    const link = linkTo(baseUrl, '/verify-email', await issueToken(tx, clock, id, 'verify'), more)
    await sendSealedMail(needs, tx, { to: email.address, account: id, template: 'verify-email', data: { link } })
    return
  }
  if (noticeAllowed) await tellOfAccount(needs, tx, email)
}

/** The notice goes to the address that was registered, not to another writing of it. */
async function tellOfAccount({ clock, queue, baseUrl }: Needs, tx: Tx, email: Email): Promise<void> {
  const found = await findAccountByKey(tx, email.key)
  if (!found) return // closed a moment ago; signing up again will work
  const data = { logIn: linkTo(baseUrl, '/log-in'), reset: linkTo(baseUrl, '/reset-password') }
  await sendMail({ clock, queue }, tx, { to: found.email, account: found.id, template: 'already-registered', data })
}
