// Answers that staff keep ready: made, changed, removed, each with its row in the audit, and put into a reply with the customer's own
// address and plan. They are put in as text to be changed, never sent by themselves.
import { audit } from '../accounts/audit.ts'
import { accessOf } from '../billing/access.ts'
import { planHeld } from '../billing/core/entitlement.ts'
import type { Db } from '../db/open.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/token.ts'
import { answerRow, answerRows, deleteAnswer, insertAnswer, lockAnswers, updateAnswer } from './canned-queries.ts'
import { fillAnswer, parseAnswer } from './core/canned-answer.ts'
import { findTicket } from './ticket-queries.ts'

interface Needs {
  db: Db
  clock: Clock
}
interface Typed {
  name: string
  text: string
}

const TAKEN = 'There is an answer of this name. Give another name, or change that one.'

/** By name. */
export function listAnswers({ db }: Pick<Needs, 'db'>) {
  return answerRows(db)
}

/** Refusal: `not-found`. */
export async function readAnswer({ db }: Pick<Needs, 'db'>, id: string) {
  const found = await answerRow(db, id)
  if (found) return found
  throw new Refusal('not-found', 'There is no such answer.')
}

/** Refusals: `invalid`, `taken`. */
export async function makeAnswer({ db, clock }: Needs, actor: string, typed: Typed): Promise<{ id: string }> {
  const [answer, id] = [parseAnswer(typed), newId('ans')]
  await db.transaction().execute(async (tx) => {
    if (!(await insertAnswer(tx, { id, ...answer, changed_at: clock() }))) throw new Refusal('taken', TAKEN)
    await audit(tx, clock, { actor, action: 'canned-answer.make', subject: id })
  })
  return { id }
}

/** Refusals: `invalid`, `taken`, `not-found`. */
export async function changeAnswer({ db, clock }: Needs, actor: string, id: string, typed: Typed): Promise<void> {
  const answer = parseAnswer(typed)
  await db.transaction().execute(async (tx) => {
    const all = await lockAnswers(tx)
    if (!all.some((one) => one.id === id)) throw new Refusal('not-found', 'There is no such answer.')
    if (all.some((one) => one.id !== id && one.name === answer.name)) throw new Refusal('taken', TAKEN)
    await updateAnswer(tx, { id, ...answer, changed_at: clock() })
    await audit(tx, clock, { actor, action: 'canned-answer.change', subject: id })
  })
}

/** Refusal: `not-found`. */
export async function removeAnswer({ db, clock }: Needs, actor: string, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await deleteAnswer(tx, id))) throw new Refusal('not-found', 'There is no such answer.')
    await audit(tx, clock, { actor, action: 'canned-answer.remove', subject: id })
  })
}

/** As it would stand in this ticket. Refusal: `not-found`. */
export async function answerFor({ db, clock }: Needs, id: string, ticketId: string): Promise<string> {
  const { body } = await readAnswer({ db }, id)
  const ticket = await findTicket(db, ticketId)
  if (!ticket) throw new Refusal('not-found', 'There is no such ticket.')
  const facts = await accessOf(db, ticket.account)
  return fillAnswer(body, { email: ticket.email, plan: (facts && planHeld(facts, clock())?.name) ?? 'no plan' })
}
