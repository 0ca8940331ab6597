// One request, from a target and chance: right in most of it, so that it comes far, and wrong in one to three ways.
import type { Chance } from './chance.ts'
import { HEADERS, METHODS, NAMES, TEXTS, TYPES, VALUES } from './hostile.ts'
import type { Target } from './targets.ts'

export interface Sent {
  as: string
  method: string
  path: string
  headers: Record<string, string>
  body: string
  /** Whether it shows who sends it as that one does. */
  isHonest: boolean
}

interface Draft extends Sent {
  fields: [string, unknown][]
  query: [string, string][]
  isJson: boolean
}

type Change = (draft: Draft, chance: Chance) => void

const CHANGES: readonly Change[] = [
  swap,
  swap,
  swap,
  swap,
  (draft, chance) => void draft.fields.splice(chance.below(draft.fields.length + 1), 1),
  (draft, chance) => {
    const field = draft.fields[chance.below(draft.fields.length)]
    if (field) draft.fields.push([field[0], chance.one(TEXTS)])
  },
  (draft, chance) => void draft.fields.push([chance.one(NAMES), chance.one(draft.isJson ? VALUES : TEXTS)]),
  (draft, chance) =>
    void draft.query.push([chance.one(['q', 'next', 'before', 'done', 'limit', ...NAMES]), chance.one(TEXTS)]),
  (draft, chance) => void (draft.headers['content-type'] = chance.one(TYPES)),
  (draft, chance) => {
    const [name, value] = chance.one(HEADERS)
    draft.headers[name] = value
    if (name === 'cookie' || name === 'authorization') draft.isHonest = false
  },
  (draft, chance) => void (draft.method = chance.one(METHODS)),
  (draft, chance) => {
    const parts = draft.path.split('/')
    parts[1 + chance.below(parts.length - 1)] = chance.once(2)
      ? encodeURIComponent(whole(chance.one(TEXTS)))
      : chance.one(TEXTS)
    draft.path = parts.join('/')
  },
]

function swap(draft: Draft, chance: Chance): void {
  const own = draft.fields.filter(([name]) => name !== 'csrf')
  const field = own[chance.below(own.length)]
  if (field) field[1] = chance.one(draft.isJson ? VALUES : TEXTS)
}

/** `csrf` is the token of whoever sends it, `headers` what shows who that is. */
export function mutated(target: Target, who: { headers: Record<string, string>; csrf: string }, chance: Chance): Sent {
  const isGet = target.kind === 'query'
  const fields = Object.entries(target.fields).map(([name, value]): [string, unknown] => [
    name,
    name === 'csrf' && target.kind === 'form' ? who.csrf : value,
  ])
  const draft: Draft = {
    as: target.as,
    method: target.method,
    path: target.path,
    headers: { ...who.headers },
    body: '',
    isHonest: true,
    isJson: target.kind === 'json',
    fields,
    query: [],
  }
  if (!isGet) draft.headers['content-type'] = draft.isJson ? 'application/json' : 'application/x-www-form-urlencoded'
  for (let left = 1 + chance.below(3); left > 0; left--) chance.one(CHANGES)(draft, chance)
  if (isGet) draft.query.push(...draft.fields.map(([name, value]): [string, string] => [name, String(value)]))
  else draft.body = cut(draft.isJson ? jsonOf(draft.fields) : formOf(draft.fields), chance)
  const query = draft.query.map(([name, value]) => `${safe(name)}=${safe(value)}`).join('&')
  const { as, method, path, headers, body, isHonest } = draft
  return { as, method, path: `${printable(path)}${query && `?${query}`}`.slice(0, 12_000), headers, body, isHonest }
}

/** Equal names may come twice, which an object cannot say. */
function jsonOf(fields: [string, unknown][]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
}

function formOf(fields: [string, unknown][]): string {
  return fields.map(([name, value]) => `${safe(name)}=${safe(String(value))}`).join('&')
}

function cut(body: string, chance: Chance): string {
  return chance.once(25) ? body.slice(0, chance.below(body.length + 1)) : body
}

const whole = (text: string) => text.toWellFormed()
const safe = (text: string) => encodeURIComponent(whole(text))

/** What Node's client lets into a request line; other bytes are sent on a bare socket. */
function printable(path: string): string {
  return whole(path).replaceAll(/[^\x21-\x7e]/gu, (one) => encodeURIComponent(one)) || '/'
}
