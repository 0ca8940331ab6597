// A mail to the desk that answers nothing becomes a ticket of whoever's address it says it is from. A From line is easily forged, so
// who wrote it is not proved: staff are told so, and nothing is sent but a link, which needs log-in, to the account's own address.
// Invariant: only the confirmed address of an account that is neither banned nor deleted opens one, within the limits of the page;
// a mail counts once; ticket, message and mails commit together.
import { readEmail } from '../accounts/email.ts'
import type { Throttle } from '../accounts/throttle.ts'
import { lockAccount } from '../billing/queries.ts'
import type { Db } from '../db/open.ts'
import { Refusal } from '../lib/refusal.ts'
import { hashSecret, newId } from '../lib/token.ts'
import { isOurs } from '../mail/core/message-id.ts'
import { readMail, senderIn, type ReadMail } from '../mail/read-mail.ts'
import { insertTicketMail, wasRead, writerOf } from './answer-queries.ts'
import { isSentTo } from './core/answer-address.ts'
import { answerText, subjectLine } from './core/mail-answer.ts'
import { mailOpened, type MailNeeds } from './ticket-mail.ts'
import { addTicket } from './tickets.ts'

type Needs = MailNeeds & { db: Db; throttle: Throttle; from: string }

export type NewTicket =
  | { kind: 'opened'; ticket: string }
  | { kind: 'automatic' | 'unknown-address' | 'unknown-sender' | 'unreadable' | 'twice' | 'too-many' }

/** `head` is that of `raw`. Refusal: `too-many` messages of this person, for whoever delivers it to try again later. */
export async function openByMail(needs: Needs, raw: Uint8Array, head: string): Promise<NewTicket> {
  const address = needs.inboundAddress ?? ''
  if (!isSentTo(address, [head])) return { kind: 'unknown-address' }
  // Who is nobody here makes us read no mail, and who says he is somebody only a few.
  const key = readEmail(senderIn(head) ?? '')?.key
  const account = key === undefined ? undefined : await writerOf(needs.db, key)
  if (account === undefined) return { kind: 'unknown-sender' }
  if (!(await needs.throttle.trySpend('ticket-by-mail', account))) return { kind: 'too-many' }
  const mail = await readMail(raw)
  if (!mail) return { kind: 'unreadable' }
  if (!isSentTo(address, mail.recipients)) return { kind: 'unknown-address' }
  if (readEmail(mail.from ?? '')?.key !== key) return { kind: 'unknown-sender' }
  if (mail.isAutomatic || isOurs(mail.messageId, needs.from)) return { kind: 'automatic' }
  const text = answerText(mail)
  if (text === null) return { kind: 'unreadable' }
  await needs.throttle.spend('ticket-account', account)
  return open(needs, account, mail, { text, hash: hashSecret(mail.messageId ?? Buffer.from(raw).toString('latin1')) })
}

async function open(
  needs: Needs,
  account: string,
  mail: ReadMail,
  { text, hash }: { text: string; hash: Buffer },
): Promise<NewTicket> {
  const id = newId('tkt')
  try {
    return await needs.db.transaction().execute(async (tx): Promise<NewTicket> => {
      await lockAccount(tx, account)
      if (await wasRead(tx, account, hash)) return { kind: 'twice' }
      const ticket = await addTicket(needs, tx, { id, account, subject: subjectLine(mail.subject), text, came: 'mail' })
      await insertTicketMail(tx, { ticket_id: id, message_hash: hash, received_at: needs.clock() })
      await mailOpened(needs, tx, ticket)
      return { kind: 'opened', ticket: id }
    })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'limit') return { kind: 'too-many' }
    throw error
  }
}
