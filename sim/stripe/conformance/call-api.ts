// A client of the simulator's API that is not the SDK: what comes back is kept as it stood on the wire.
// Invariant: an answer other than 200 is thrown with Stripe's error, so a life that goes wrong cannot be recorded.

export type Json = { [key: string]: unknown }
export type Call = (method: 'GET' | 'POST' | 'DELETE', path: string, params?: object) => Promise<Json>

/** Calls go to `apiBase` (`http://127.0.0.1:port`) with `secretKey`, in the version the product speaks. */
export function callApi({ apiBase, secretKey }: { apiBase: string; secretKey: string }): Call {
  const headers = {
    authorization: `Bearer ${secretKey}`,
    'stripe-version': '2026-10-28.endive',
    'content-type': 'application/x-www-form-urlencoded',
  }
  return async (method, path, params = {}) => {
    const form = new URLSearchParams(formEntries(params)).toString()
    const url = method === 'POST' ? apiBase + path : `${apiBase}${path}?${form}`
    const answer = await fetch(url, { method, headers, ...(method === 'POST' && { body: form }) })
    const body = (await answer.json()) as Json // the API speaks JSON objects alone
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(body)}`)
    return body
  }
}

/** Stripe's bracket notation: `{ items: [{ price: 'p' }] }` is `items[0][price]=p`. */
function formEntries(value: object, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] => {
    if (inner === undefined) return []
    const name = prefix === '' ? key : `${prefix}[${key}]`
    return typeof inner === 'object' && inner !== null ? formEntries(inner, name) : [[name, formText(inner)]]
  })
}

function formText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value ?? '') ?? '').replace(/^"|"$/g, '')
}
