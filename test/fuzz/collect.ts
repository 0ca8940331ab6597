// Every way to send something to a world that stands: what each role finds on each page, what the API's document lists, and what is in
// the table of permissions without a form.
import { PERMISSIONS } from '../../src/web/kit/permissions.ts'
import { FROM_MACHINES, formsIn, ofDocument, withoutForm, type OpenApi, type Target } from './targets.ts'

/** The route with the ids that `ids` has for it, by the part of the path before `:id`. */
export function pathsWith(ids: Record<string, string>): (route: string) => string {
  return (route) => {
    const kind = Object.keys(ids).find((one) => route.includes(`/${one}/:id`))
    return route.replace(':id', kind === undefined ? 'none' : (ids[kind] ?? 'none')).replace(':name', 'none')
  }
}

/** `headersOf` shows who one is, as a role of pages. */
export async function collectTargets(
  url: string,
  pathOf: (route: string) => string,
  headersOf: (role: string) => Record<string, string>,
): Promise<Target[]> {
  const forms = new Map<string, Target>()
  const pages = Object.keys(PERMISSIONS).filter((name) => /^GET \/(?!sim|api|agent|assets)/.test(name))
  for (const as of ['visitor', 'customer', 'support', 'owner']) {
    for (const page of pages) {
      const path = pathOf(page.slice(4))
      const answer = await fetch(url + path, { headers: headersOf(as), redirect: 'manual' })
      const found = formsIn(await answer.text(), as)
      for (const form of [{ as, method: 'GET', path, kind: 'query', fields: {} } as const, ...found])
        if (!form.path.startsWith('/sim'))
          forms.set(`${as} ${form.method} ${form.path} ${Object.keys(form.fields).join()}`, form)
    }
  }
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as OpenApi
  const all = [...forms.values(), ...ofDocument(document, pathOf), ...FROM_MACHINES]
  return [...all, ...withoutForm(all, pathOf)]
}
