// What staff do with a ticket: answer, note, assign, rank, close. Who handles it and its state stand in the audit, replies do not.
import { audit } from '../accounts/audit.ts'
import type { Db, Tx } from '../db/open.ts'
import type { MessageWay, TicketPriority, TicketState } from '../db/schema-tickets.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { parseText } from './core/ticket.ts'
import { mailAnswer, type MailNeeds } from './ticket-mail.ts'
import { findTicket, insertMessage, listTickets, lockTicket, messagesOf, setHandling } from './ticket-queries.ts'
import { setTicketState, staffAccounts, type Ticket, type TicketSearch } from './ticket-queries.ts'

/** Who waits longest first. */
export function searchTickets({ db }: { db: Db }, search: TicketSearch, limit: number, offset: number) {
  return listTickets(db, search, limit, offset)
}

/** With its notes, and who of the staff could take it. Refusal: `not-found`. */
export async function readTicket({ db }: { db: Db }, id: string) {
  const ticket = there(await findTicket(db, id))
  const [messages, staff] = await Promise.all([messagesOf(db, id, true), staffAccounts(db)])
  return { ticket, messages, staff }
}

/** An answer is mailed and waits for the customer; a note is neither. Refusals: `invalid`, `not-found`. */
export async function writeInTicket(
  needs: MailNeeds & { db: Db },
  actor: string,
  id: string,
  typed: { kind: 'staff' | 'note'; text: string },
): Promise<void> {
  const [text, kind] = [parseText(typed.text), typed.kind]
  await needs.db.transaction().execute((tx) => addAnswer(needs, tx, { actor, ticket: id, text, kind, came: 'page' }))
}

interface Answer {
  actor: string
  ticket: string
  text: string
  kind: 'staff' | 'note'
  came: MessageWay
}

/** `text` is parsed already. Refusal: `not-found`. */
export async function addAnswer(needs: MailNeeds, tx: Tx, answer: Answer): Promise<void> {
  const { actor, ticket: id, text, kind, came } = answer
  const ticket = there(await lockTicket(tx, id, [actor]))
  const message = newId('msg')
  const row = { id: message, ticket_id: id, kind, author_id: actor, body: text, came }
  await insertMessage(tx, { ...row, created_at: needs.clock() })
  if (kind === 'note') return
  await setTicketState(tx, ticket, 'answered', needs.clock())
  await mailAnswer(needs, tx, ticket, { id: message, text })
}

export interface Handling {
  state: TicketState
  priority: TicketPriority
  /** Of the staff; null: nobody. */
  assignee: string | null
}

/** Refusals: `invalid` (assigned to nobody of the staff), `not-found`. */
export async function handleTicket(
  { db, clock }: { db: Db; clock: Clock },
  actor: string,
  id: string,
  { state, priority, assignee }: Handling,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ticket = there(await lockTicket(tx, id, [assignee]))
    if (assignee !== null && !(await staffAccounts(tx)).some((one) => one.id === assignee))
      throw new Refusal('invalid', 'Assign it to somebody of the staff.')
    if (ticket.state === state && ticket.priority === priority && ticket.assignee === assignee) return
    await setHandling(tx, id, { priority, assignee_id: assignee })
    if (ticket.state !== state) await setTicketState(tx, ticket, state, clock())
    await audit(tx, clock, { actor, action: 'ticket.handle', subject: id, detail: { state, priority, assignee } })
  })
}

function there(ticket: Ticket | undefined): Ticket {
  if (ticket) return ticket
  throw new Refusal('not-found', 'There is no such ticket.')
}
