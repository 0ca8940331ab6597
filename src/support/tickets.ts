// What a customer does with tickets of his own: open, reply, close. A reply opens a closed one again.
import type { Throttle } from '../accounts/throttle.ts'
import { lockAccount } from '../billing/queries.ts'
import type { Db, Tx } from '../db/open.ts'
import type { MessageWay } from '../db/schema-tickets.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { MOST_OPEN, parseSubject, parseText } from './core/ticket.ts'
import { mailStaff, type MailNeeds } from './ticket-mail.ts'
import { countUnclosed, findTicket, insertMessage, insertTicket, lockTicket, messagesOf } from './ticket-queries.ts'
import { setTicketState, ticketsOf, type Ticket } from './ticket-queries.ts'

type Needs = MailNeeds & { db: Db; throttle: Throttle }

export function myTickets({ db }: { db: Db }, account: string): Promise<Ticket[]> {
  return ticketsOf(db, account)
}

/** Without notes. Refusal: `not-found`, also for another's. */
export async function readMyTicket({ db }: { db: Db }, account: string, id: string) {
  const ticket = own(await findTicket(db, id), account)
  return { ticket, messages: await messagesOf(db, id, false) }
}

/** Refusals: `invalid`, `limit` (too many that are not closed), `too-many`. */
export async function openTicket(needs: Needs, account: string, typed: { subject: string; text: string }) {
  const [subject, text, id] = [parseSubject(typed.subject), parseText(typed.text), newId('tkt')]
  await needs.throttle.spend('ticket-account', account)
  await needs.db.transaction().execute(async (tx) => {
    await addTicket(needs, tx, { id, account, subject, text, came: 'page' })
  })
  return { id }
}

/** What is given is parsed already. Refusal: `limit`. */
export async function addTicket(
  needs: MailNeeds,
  tx: Tx,
  {
    id,
    account,
    subject,
    text,
    came,
  }: { id: string; account: string; subject: string; text: string; came: MessageWay },
): Promise<Ticket> {
  await checkRoom(tx, account)
  await insertTicket(tx, { id, account, subject, at: needs.clock() })
  const ticket = own(await findTicket(tx, id), account)
  await write(needs, tx, ticket, text, came, came === 'mail')
  return ticket
}

/** Refusals: `invalid`, `not-found`, `limit` (a closed one would be one too many), `too-many`. */
export async function replyToTicket(needs: Needs, account: string, id: string, typed: string): Promise<void> {
  own(await findTicket(needs.db, id), account)
  const text = parseText(typed)
  await needs.throttle.spend('ticket-account', account)
  await needs.db.transaction().execute((tx) => addReply(needs, tx, { account, ticket: id, text, came: 'page' }))
}

/** `text` is parsed already. Refusals: `not-found`, `limit`. */
export async function addReply(
  needs: MailNeeds,
  tx: Tx,
  { account, ticket: id, text, came }: { account: string; ticket: string; text: string; came: MessageWay },
): Promise<void> {
  const ticket = own(await lockTicket(tx, id), account)
  if (ticket.state === 'closed') await checkRoom(tx, account)
  await write(needs, tx, ticket, text, came)
  await setTicketState(tx, ticket, 'open', needs.clock())
}

/** Refusal: `not-found`. Closing twice is closing once. */
export async function closeTicket({ db, clock }: Pick<Needs, 'db' | 'clock'>, account: string, id: string) {
  await db.transaction().execute(async (tx) => {
    const ticket = own(await lockTicket(tx, id), account)
    if (ticket.state !== 'closed') await setTicketState(tx, ticket, 'closed', clock())
  })
}

async function checkRoom(tx: Tx, account: string): Promise<void> {
  await lockAccount(tx, account)
  if ((await countUnclosed(tx, account)) < MOST_OPEN) return
  throw new Refusal('limit', `You have ${MOST_OPEN} tickets that are not closed. Write in one of them, or close one.`)
}

/** `isUnproved`: that it is the customer who wrote is said by nothing but the mail itself. */
async function write(
  needs: MailNeeds,
  tx: Tx,
  ticket: Ticket,
  text: string,
  came: MessageWay,
  isUnproved = false,
): Promise<void> {
  const message = { id: newId('msg'), text, isUnproved }
  const row = { ticket_id: ticket.id, kind: 'customer', author_id: ticket.account, body: text, came } as const
  await insertMessage(tx, { ...row, id: message.id, created_at: needs.clock() })
  await mailStaff(needs, tx, ticket, message)
}

function own(ticket: Ticket | undefined, account: string): Ticket {
  if (ticket?.account === account) return ticket
  throw new Refusal('not-found', 'There is no such ticket.')
}
