// Hands one mail of the outbox to the mail server; the only importer of nodemailer. Invariant: a mail is marked only after
// the server took it. A crash in between sends it again under the same Message-ID, by which mailboxes know it.
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer'
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import type { Seal } from '../lib/seal.ts'
import { messageId } from './core/message-id.ts'
import { findMail, markSent } from './queries.ts'
import { wordsOf } from './sealed-words.ts'

export type Smtp = Transporter

/**
 * `url` is `smtp://` or `smtps://` with user and password in it. With `requireTls` nothing is sent to a server that does not offer
 * STARTTLS (RFC 3207); without, mails and password go in clear then. Connects only when there is something to send.
 */
export function openSmtp(url: string, requireTls: boolean): Smtp {
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
  return createTransport({ url, pool: true, maxConnections: 2, requireTLS: requireTls, ...timeouts })
}

/** A job: throws `NotTaken`, to be tried again. Without a server (`smtp` null) mails wait at /dev/mail. */
export async function deliverMail(
  { db, clock, seal, smtp, from }: { db: Db; clock: Clock; seal: Seal; smtp: Smtp | null; from: string },
  id: string,
): Promise<void> {
  const mail = await findMail(db, id)
  if (!smtp || !mail || mail.sentAt || mail.to === '') return // one without an address was cleared away (ops/core/data-inventory.ts)
  const { text, html, replyTo } = wordsOf(seal, mail)
  await handOver(smtp, {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text,
    html,
    date: mail.createdAt,
    messageId: messageId(mail.id, from),
    ...(replyTo !== '' && { replyTo: { name: '', address: replyTo } }),
    ...(mail.thread !== '' && { inReplyTo: messageId(mail.thread, from), references: messageId(mail.thread, from) }),
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no holiday answers, please
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  await markSent(db, id, clock())
}

/** Why a mail did not go out, by its codes: what a mail server says has the address in it, and what a job throws is kept. */
export class NotTaken extends Error {
  readonly code: string
  readonly responseCode: number | null

  constructor(code: string, responseCode: number | null) {
    super(`The mail server did not take a mail: ${code}${responseCode === null ? '' : `, ${responseCode}`}.`)
    this.name = 'NotTaken'
    this.code = code
    this.responseCode = responseCode
  }
}

async function handOver(smtp: Smtp, mail: SendMailOptions): Promise<void> {
  try {
    await smtp.sendMail(mail)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'EUNKNOWN'
    const response = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null
    throw new NotTaken(/^E[A-Z]+$/.test(code) ? code : 'EUNKNOWN', response)
  }
}
