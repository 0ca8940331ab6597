// The SQL of tickets and their messages.
import { lockAccount } from '../billing/queries.ts'
import type { Db, Tx } from '../db/open.ts'
import type { MessageKind, MessageWay, TicketPriority, TicketState } from '../db/schema-tickets.ts'

const TICKET = ['tickets.id', 'tickets.account_id as account', 'subject', 'state', 'priority'] as const
const WHEN = ['assignee_id as assignee', 'tickets.created_at as createdAt', 'changed_at as changedAt'] as const

export type Ticket = NonNullable<Awaited<ReturnType<typeof findTicket>>>

export function findTicket(db: Db, id: string) {
  return tickets(db).where('tickets.id', '=', id).executeTakeFirst()
}

function tickets(db: Db) {
  return db
    .selectFrom('tickets')
    .innerJoin('accounts', 'accounts.id', 'tickets.account_id')
    .select([...TICKET, ...WHEN, 'waiting_since as waitingSince', 'accounts.email'])
}

/**
 * Whoever changes a ticket waits here for the other. First whose it is and the `staff` who have a part in it are held, and then the
 * ticket: a deletion takes an account and then its tickets, or those assigned to it, and would wait for ever the other way round.
 */
export async function lockTicket(tx: Tx, id: string, staff: readonly (string | null)[] = []) {
  const parts = tx.selectFrom('tickets').select(['account_id as account', 'assignee_id as assignee'])
  const found = await parts.where('id', '=', id).executeTakeFirst()
  if (!found) return undefined
  await lockAccount(tx, found.account)
  const others = [...staff, found.assignee].filter((one) => one !== null)
  if (others.length > 0)
    await tx.selectFrom('accounts').select('id').where('id', 'in', others).orderBy('id').forKeyShare().execute()
  await tx.selectFrom('tickets').select('id').where('id', '=', id).forUpdate().execute()
  return findTicket(tx, id)
}

/** Last changed first. */
export function ticketsOf(db: Db, account: string) {
  return tickets(db).where('account_id', '=', account).orderBy('changed_at', 'desc').limit(100).execute()
}

export interface TicketSearch {
  state: TicketState | null
  /** An account, or `none`: nobody who works here now; null: whoever. */
  assignee: string | null
}

/** Who waits longest first. */
export function listTickets(db: Db, { state, assignee }: TicketSearch, limit: number, offset: number) {
  let query = tickets(db).orderBy('waiting_since').orderBy('changed_at', 'desc').orderBy('tickets.id')
  if (state !== null) query = query.where('state', '=', state)
  if (assignee === 'none') {
    const staff = ofStaff(db).select('id')
    query = query.where((eb) => eb.or([eb('assignee_id', 'is', null), eb('assignee_id', 'not in', staff)]))
  } else if (assignee !== null) query = query.where('assignee_id', '=', assignee)
  return query.limit(limit).offset(offset).execute()
}

export async function countUnclosed(tx: Tx, account: string): Promise<number> {
  const { count } = await tx
    .selectFrom('tickets')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('account_id', '=', account)
    .where('state', '!=', 'closed')
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function insertTicket(tx: Tx, row: { id: string; account: string; subject: string; at: Date }) {
  const { id, account, subject, at } = row
  await tx
    .insertInto('tickets')
    .values({ id, account_id: account, subject, state: 'open', created_at: at, changed_at: at, waiting_since: at })
    .execute()
}

interface NewMessage {
  id: string
  ticket_id: string
  kind: MessageKind
  /** Null: nobody wrote it, it tells what happened. */
  author_id: string | null
  body: string
  came: MessageWay
  created_at: Date
}

export async function insertMessage(tx: Tx, row: NewMessage): Promise<void> {
  await tx.insertInto('ticket_messages').values(row).execute()
}

export async function setTicketState(tx: Tx, ticket: Ticket, state: TicketState, at: Date): Promise<void> {
  const waiting_since = state === 'open' ? (ticket.waitingSince ?? at) : null
  await tx.updateTable('tickets').set({ state, waiting_since, changed_at: at }).where('id', '=', ticket.id).execute()
}

export async function setHandling(
  tx: Tx,
  id: string,
  handling: { priority: TicketPriority; assignee_id: string | null },
): Promise<void> {
  await tx.updateTable('tickets').set(handling).where('id', '=', id).execute()
}

/** Oldest first; notes only when asked for. */
export function messagesOf(db: Db, ticket: string, withNotes: boolean) {
  let query = db
    .selectFrom('ticket_messages')
    .leftJoin('accounts', 'accounts.id', 'author_id')
    .select(['ticket_messages.id', 'kind', 'body', 'ticket_messages.created_at as at', 'came', 'email as author'])
    .where('ticket_id', '=', ticket)
    .orderBy('number')
  if (!withNotes) query = query.where('kind', '!=', 'note')
  return query.execute()
}

export function staffAccounts(db: Db) {
  return ofStaff(db).select(['id', 'email']).orderBy('email').execute()
}

function ofStaff(db: Db) {
  return db
    .selectFrom('accounts')
    .where('role', '!=', 'customer')
    .where('password_hash', 'is not', null)
    .where('banned_at', 'is', null)
}

/** Who is gone looks after no ticket. */
export async function unassignTickets(tx: Tx, account: string): Promise<void> {
  await tx.updateTable('tickets').set({ assignee_id: null }).where('assignee_id', '=', account).execute()
}

/** What was written in all tickets of an account, without notes, newest first. */
export async function writtenBy(db: Db, account: string, limit: number) {
  const rows = await db
    .selectFrom('ticket_messages')
    .innerJoin('tickets', 'tickets.id', 'ticket_id')
    .select(['kind', 'subject', 'ticket_messages.created_at as at'])
    .where('account_id', '=', account)
    .where('kind', '!=', 'note')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ kind, ...row }) => ({
    ...row,
    kind: kind === 'staff' ? ('staff' as const) : ('customer' as const),
  }))
}
