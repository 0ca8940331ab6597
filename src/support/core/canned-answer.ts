// What an answer that is kept ready may say, and what becomes of it in a ticket. Pure.
import { Refusal } from '../../lib/refusal.ts'
import { parseText } from './ticket.ts'

const LONGEST_NAME = 60
const PLACES = ['email', 'plan'] as const

export interface Filling {
  email: string
  plan: string
}

/** Throws Refusal `invalid`. */
export function parseAnswer(typed: { name: string; text: string }): { name: string; body: string } {
  const name = typed.name.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ').trim()
  if (name === '' || name.length > LONGEST_NAME)
    throw new Refusal('invalid', `Give a name of at most ${LONGEST_NAME} characters.`)
  const body = parseText(typed.text)
  const unknown = [...body.matchAll(/\{([a-z]{1,40})\}/gi)].find(([, word]) => !PLACES.some((place) => place === word))
  if (unknown)
    throw new Refusal('invalid', `Nothing is known to stand for ${unknown[0]}. There are {email} and {plan}.`)
  return { name, body }
}

/** What is put in is not looked at again. */
export function fillAnswer(body: string, filling: Filling): string {
  return body.replaceAll(/\{(email|plan)\}/g, (_, place: string) => (place === 'email' ? filling.email : filling.plan))
}
