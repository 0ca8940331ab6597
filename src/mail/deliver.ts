// Hands one mail of the outbox to the mail server; the only importer of nodemailer. Invariant: a mail is marked only after
// the server took it. A crash in between sends it again under the same Message-ID, by which mailboxes know it.
import { createTransport, type Transporter } from 'nodemailer'
import type { Clock } from '../lib/clock.ts'
import type { Db } from '../db/open.ts'
import { messageId } from './core/message-id.ts'
import { findMail, markSent } from './queries.ts'

export type Smtp = Transporter

/**
 * `url` is `smtp://` or `smtps://` with user and password in it. With `requireTls` nothing is sent to a server that does not offer
 * STARTTLS (RFC 3207); without, mails and password go in clear then. Connects only when there is something to send.
 */
export function openSmtp(url: string, requireTls: boolean): Smtp {
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
  return createTransport({ url, pool: true, maxConnections: 2, requireTLS: requireTls, ...timeouts })
}

/** A job: throws what the mail server said, to be tried again. Without a server (`smtp` null) mails wait at /dev/mail. */
export async function deliverMail(
  { db, clock, smtp, from }: { db: Db; clock: Clock; smtp: Smtp | null; from: string },
  id: string,
): Promise<void> {
  const mail = await findMail(db, id)
  if (!smtp || !mail || mail.sentAt || mail.to === '') return // one without an address was cleared away (ops/core/data-inventory.ts)
  await smtp.sendMail({
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.createdAt,
    messageId: messageId(mail.id, from),
    ...(mail.replyTo !== '' && { replyTo: { name: '', address: mail.replyTo } }),
    ...(mail.thread !== '' && { inReplyTo: messageId(mail.thread, from), references: messageId(mail.thread, from) }),
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no holiday answers, please
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  await markSent(db, id, clock())
}
