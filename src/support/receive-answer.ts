// An answer that came by mail becomes a message of its ticket. Who may write where is said by the address it was sent to, and the
// address it comes from must be that person's; one that answers nothing is for open-by-mail.ts. Invariant: a mail counts once; nobody is ever answered by mail for what we did not
// take, for senders are easily forged; note, message, state and mails to the other side commit together.
import { readEmail } from '../accounts/email.ts'
import type { Throttle } from '../accounts/throttle.ts'
import type { Db, Tx } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newId } from '../lib/token.ts'
import { isOurs } from '../mail/core/message-id.ts'
import { headOf, readMail } from '../mail/read-mail.ts'
import { findAddress, insertTicketMail } from './answer-queries.ts'
import { tokensIn } from './core/answer-address.ts'
import { answerText } from './core/mail-answer.ts'
import { addAnswer } from './handle-ticket.ts'
import type { MailNeeds } from './ticket-mail.ts'
import { openByMail, type NewTicket } from './open-by-mail.ts'
import { insertMessage, lockTicket } from './ticket-queries.ts'
import { addReply } from './tickets.ts'

/** `from` is the setting MAIL_FROM. */
type Needs = MailNeeds & { db: Db; throttle: Throttle; from: string }

export type Receipt =
  | { kind: 'taken' | 'twice' | 'another-sender' | 'not-taken'; ticket: string }
  /** Written by a machine; sent to no address that we gave; with nothing to read in it. */
  | { kind: 'automatic' | 'unknown-address' | 'unreadable' }
  /** It answers nothing: a new ticket, or none. */
  | NewTicket

/** Whether nothing is kept of a mail, so that the log has to say that it came. */
export function isDropped({ kind }: Receipt): boolean {
  return !['taken', 'twice', 'opened', 'another-sender', 'not-taken'].includes(kind)
}

type Address = NonNullable<Awaited<ReturnType<typeof findAddress>>>

/** `raw` is a mail as RFC 5322 has it. Refusal: `too-many`, for whoever delivers it to try again later. */
export async function receiveAnswer(needs: Needs, raw: Uint8Array): Promise<Receipt> {
  // Only who was given an address makes us read a mail, and only so often: reading a hostile one takes seconds.
  const head = headOf(raw)
  if (tokensIn(needs.inboundAddress ?? '', [head]).length === 0) return openByMail(needs, raw, head)
  const found = await addressIn(needs, head)
  if (!found) return { kind: 'unknown-address' }
  const { token, address } = found
  await needs.throttle.spend('ticket-mail', address.account)
  const mail = await readMail(raw)
  if (!mail) return { kind: 'unreadable' }
  if (!tokensIn(needs.inboundAddress ?? '', mail.recipients).includes(token)) return { kind: 'unknown-address' }
  if (mail.isAutomatic || isOurs(mail.messageId, needs.from)) return { kind: 'automatic' }
  const name = mail.messageId === null ? Buffer.from(raw).toString('latin1') : mail.messageId
  const once = (tx: Tx) => noteMail(needs, tx, address, name)
  if (readEmail(mail.from ?? '')?.key !== address.emailKey || address.bannedAt) return refuse(needs, address, once)
  const text = answerText(mail)
  if (text === null) return { kind: 'unreadable' }
  await needs.throttle.spend('ticket-account', address.account)
  return take(needs, address, text, once)
}

async function addressIn({ db, inboundAddress }: Needs, head: string) {
  if (inboundAddress === null) return null
  for (const token of tokensIn(inboundAddress, [head])) {
    const address = await findAddress(db, hashSecret(token))
    if (address) return { token, address }
  }
  return null
}

/** False: it was read before. */
function noteMail({ clock }: Needs, tx: Tx, { ticket }: Address, name: string): Promise<boolean> {
  return insertTicketMail(tx, { ticket_id: ticket, message_hash: hashSecret(name), received_at: clock() })
}

type Once = (tx: Tx) => Promise<boolean>

async function take(
  needs: Needs,
  { ticket, account, asker, isStaff }: Address,
  text: string,
  once: Once,
): Promise<Receipt> {
  try {
    return await needs.db.transaction().execute(async (tx) => {
      // The verbs hold accounts and ticket, in that order, so the mail is noted after them.
      if (account === asker) await addReply(needs, tx, { account, ticket, text, came: 'mail' })
      else if (isStaff !== true) return { kind: 'unknown-address' }
      else await addAnswer(needs, tx, { actor: account, ticket, text, kind: 'staff', came: 'mail' })
      if (!(await once(tx))) throw new ReadBefore()
      return { kind: 'taken', ticket }
    })
  } catch (error) {
    if (error instanceof ReadBefore) return { kind: 'twice', ticket }
    if (error instanceof Refusal && error.code === 'limit') return leave(needs, ticket, TOO_MANY_OPEN, once)
    if (error instanceof Refusal && error.code === 'not-found') return { kind: 'unknown-address' }
    throw error
  }
}

/** Undoes what was written for a mail that turns out to have been read before. */
class ReadBefore extends Error {}

const TOO_MANY_OPEN =
  'An answer by mail was not taken: it would have opened this ticket again, and the customer has too many open ones.'
const ANOTHER_SENDER = 'An answer from another address was not taken. Its text was not kept.'

/** Only so many notes a day, for who has the address may send as often as he likes. */
async function refuse(needs: Needs, { ticket }: Address, once: Once): Promise<Receipt> {
  if (await needs.throttle.trySpend('ticket-stranger', ticket)) await leave(needs, ticket, ANOTHER_SENDER, once)
  return { kind: 'another-sender', ticket }
}

/** A note for staff in place of the mail. */
async function leave({ db, clock }: Needs, ticket: string, body: string, once: Once): Promise<Receipt> {
  await db.transaction().execute(async (tx) => {
    if (!(await lockTicket(tx, ticket)) || !(await once(tx))) return
    const note = { id: newId('msg'), ticket_id: ticket, kind: 'note', author_id: null, body, came: 'mail' } as const
    await insertMessage(tx, { ...note, created_at: clock() })
  })
  return { kind: 'not-taken', ticket }
}
