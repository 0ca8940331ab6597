// Tells the other side of a message in a ticket. Invariant: one mail for each message and person; a note is mailed to nobody.
import { ownersToTell } from '../accounts/staff-queries.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import type { Clock } from '../lib/clock.ts'
import type { Seal } from '../lib/seal.ts'
import { sendMail, sendSealedMail } from '../mail/send.ts'
import { newAnswerAddress } from './answer-address.ts'
import { staffAccounts, type Ticket } from './ticket-queries.ts'

export interface MailNeeds {
  clock: Clock
  queue: Queue
  seal: Seal
  baseUrl: URL
  /** Where answers by mail arrive; null: nowhere, and mails say so. */
  inboundAddress: string | null
}
interface Message {
  id: string
  text: string
}

export async function mailAnswer(needs: MailNeeds, tx: Tx, ticket: Ticket, { id, text }: Message): Promise<void> {
  const replyTo = await newAnswerAddress(needs, tx, { ticket: ticket.id, account: ticket.account })
  const data = { subject: ticket.subject, text, ticket: new URL(`/tickets/${ticket.id}`, needs.baseUrl).href }
  await sendSealedMail(needs, tx, {
    to: ticket.email,
    account: ticket.account,
    dedupeKey: `ticket:${id}`,
    template: 'ticket-answer',
    data: { ...data, byMail: replyTo !== null },
    thread: ticket.id,
    ...(replyTo !== null && { replyTo }),
  })
}

/** Tells the customer that a mail from this address opened a ticket: a link, and no word of what it says. */
export async function mailOpened(needs: MailNeeds, tx: Tx, ticket: Ticket): Promise<void> {
  await sendMail(needs, tx, {
    to: ticket.email,
    account: ticket.account,
    dedupeKey: `ticket-opened:${ticket.id}`,
    template: 'ticket-opened',
    data: { ticket: new URL(`/tickets/${ticket.id}`, needs.baseUrl).href },
    thread: ticket.id,
  })
}

/** To whom the ticket is assigned, else to all owners. `isUnproved`: nothing proves that the customer wrote it. */
export async function mailStaff(
  needs: MailNeeds,
  tx: Tx,
  ticket: Ticket,
  { id, text, isUnproved }: Message & { isUnproved: boolean },
): Promise<void> {
  const assigned = (await staffAccounts(tx)).filter((one) => one.id === ticket.assignee)
  const ticketPage = new URL(`/admin/tickets/${ticket.id}`, needs.baseUrl).href
  for (const one of assigned.length > 0 ? assigned : await ownersToTell(tx)) {
    const replyTo = await newAnswerAddress(needs, tx, { ticket: ticket.id, account: one.id })
    await sendSealedMail(needs, tx, {
      to: one.email,
      account: one.id,
      dedupeKey: `ticket:${id}:${one.id}`,
      template: 'ticket-message',
      data: { subject: ticket.subject, text, ticket: ticketPage, byMail: replyTo !== null, isUnproved },
      thread: ticket.id,
      ...(replyTo !== null && { replyTo }),
    })
  }
}
