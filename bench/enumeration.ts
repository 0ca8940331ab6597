// Whether a watch tells who has an account: sign-up, log-in and reset for addresses that have one and for new ones, in turns, as a
// stranger measures them; what he sees is the whole answer over one connection.
// Run: npx tsx bench/enumeration.ts [times]. Compare the medians of one run; the figures are the machine's.
import { createCustomer } from '../src/accounts/create-customer.ts'
import { formOf, openClient } from '../test/support/web-client.ts'
import { PASSWORD } from './support/idle-and-under.ts'
import { startOwnWeb } from './support/own-web.ts'
import { percentile } from './support/statistics.ts'

const times = Number(process.argv[2] ?? 200)
const web = await startOwnWeb()
const origin = `http://127.0.0.1:${web.port}`
const known = Array.from({ length: times }, (_, at) => `known-${at}@example.com`)
for (const email of known) await createCustomer(web.app, { email, password: PASSWORD, verified: true })

let network = 0
const pages = { '/sign-up': PASSWORD, '/log-in': 'a wrong password at all', '/reset-password': null }
console.log(`page | known: p50, p95 ms | new: p50, p95 ms | difference of the medians, ms and %`)
for (const [page, password] of Object.entries(pages)) {
  const client = openClient(origin)
  const csrf = formOf((await client.get(page)).text, page)?.['csrf'] ?? ''
  const measure = async (email: string): Promise<number> => {
    const body = new URLSearchParams({ csrf, email, ...(password !== null && { password }) })
    const headers = { origin, 'x-forwarded-for': `10.9.${++network >> 8}.${network & 255}` }
    const began = performance.now()
    const answer = await client.raw(page, { method: 'POST', body, headers })
    await answer.text()
    if (answer.status !== (page === '/log-in' ? 422 : 200)) throw new Error(`${page} answered ${answer.status}`)
    return performance.now() - began
  }
  for (let at = 0; at < 10; at++) await measure(`first-${page.slice(1)}-${at}@example.com`) // compiles
  const took: { known: number[]; new: number[] } = { known: [], new: [] }
  for (const [at, email] of known.entries()) {
    took.known.push(await measure(email))
    took.new.push(await measure(`new-${page.slice(1)}-${at}@example.com`))
  }
  const words = (list: number[]) => `${percentile(list, 0.5).toFixed(1)}, ${percentile(list, 0.95).toFixed(1)}`
  const [one, other] = [percentile(took.known, 0.5), percentile(took.new, 0.5)]
  const apart = Math.abs(one - other)
  console.log(
    `${page} | ${words(took.known)} | ${words(took.new)} | ${apart.toFixed(1)}, ${((apart / Math.min(one, other)) * 100).toFixed(1)} %`,
  )
}
await web.close()
