// The links and forms of a page of ours, each field with a value that a person might have given.
import { PASSWORD } from './inhabit.ts'

interface Form {
  method: string
  /** A path. */
  action: string
  fields: Record<string, string>
}

const GIVEN: Record<string, string> = {
  email: 'somebody@example.com',
  password: PASSWORD,
  current: 'Sample 1', // a right one would change the password and end the session
  code: '123456',
  days: '30',
}

/** Ticked, the form for one's own deletion would do it at the first request. */
const LEFT_OUT = 'understood'

/** Forms within our site; `at` is the path of the page. */
export function formsOf(html: string, at: string): Form[] {
  const forms = [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)]
  return forms.map(([, head = '', body = '']) => ({
    method: (attribute(head, 'method') ?? 'get').toUpperCase(),
    action: (attribute(head, 'action') ?? at).split('?')[0] ?? at,
    fields: Object.fromEntries(fieldsIn(body)),
  }))
}

/** Paths with their query, of the same site. */
export function linksOf(html: string, origin: string, at: string): string[] {
  const targets = [...html.matchAll(/<a[^>]*\shref="([^"]*)"/g)].map(([, href = '']) => plain(href))
  const ours = targets.map((href) => new URL(href, new URL(at, origin))).filter((url) => url.origin === origin)
  return ours.map(({ pathname, search }) => pathname + search)
}

function fieldsIn(body: string): [string, string][] {
  const found: [string, string][] = []
  for (const [, head = ''] of body.matchAll(/<(?:input|textarea|button)([^>]*)>/g)) {
    const name = attribute(head, 'name')
    if (name !== null && name !== LEFT_OUT) found.push([name, attribute(head, 'value') || (GIVEN[name] ?? 'Sample 1')])
  }
  for (const [, head = '', options = ''] of body.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const first = /<option([^>]*)>/.exec(options)?.[1] ?? ''
    found.push([attribute(head, 'name') ?? 'none', attribute(first, 'value') || 'Sample 1'])
  }
  return found
}

function attribute(head: string, name: string): string | null {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(head)?.[1]
  return value === undefined ? null : plain(value)
}

function plain(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<')
}
