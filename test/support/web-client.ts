// A browser without script: keeps cookies, fills the page's own forms, follows redirects within our site.

export interface Answer {
  status: number
  text: string
  headers: Headers
  path: string
}

export function openClient(origin: string) {
  const cookies = new Map<string, string>()
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }
  /** One request, no redirect followed. */
  const raw = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(new URL(path, origin), { ...init, headers, redirect: 'manual' })
    keep(response)
    return response
  }
  const finish = async (path: string, response: Response): Promise<Answer> => {
    const location = response.headers.get('location')
    if (location !== null && response.status === 303) {
      await response.body?.cancel()
      const to = new URL(location, new URL(path, origin))
      if (to.origin === origin) return finish(to.pathname, await raw(to.pathname + to.search))
    }
    return { status: response.status, text: await response.text(), headers: response.headers, path }
  }
  const get = async (path: string) => finish(path.split('?')[0] ?? path, await raw(path))
  const post = async (path: string, fields: Record<string, string>, headers: Record<string, string> = { origin }) =>
    finish(path, await raw(path, { method: 'POST', body: new URLSearchParams(fields), headers }))
  return {
    raw,
    get,
    post,
    /** Opens `page`, and sends its form for `action` with these fields and the hidden ones. */
    async submit(page: string, action: string, fields: Record<string, string> = {}) {
      const { text } = await get(page)
      const form = formOf(text, action)
      if (!form) throw new Error(`${page} has no form for ${action}`)
      return post(action, { ...form, ...fields })
    },
    cookie: (name: string) => cookies.get(name),
  }
}

/** The hidden fields of the form for `action`, or null when the page has none. */
export function formOf(html: string, action: string): Record<string, string> | null {
  const forms = html.match(/<form[^>]*>[\s\S]*?<\/form>/g) ?? []
  const form = forms.find((one) => one.slice(0, one.indexOf('>')).includes(`action="${action}"`))
  if (form === undefined) return null
  const fields: Record<string, string> = {}
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name !== undefined) fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? ''
  }
  return fields
}
