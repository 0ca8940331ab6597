// A program of its own: answers Stripe's list of charges, newest first, out of a number; the other lists are empty.
// Each answer takes as long as the second argument says, as a network and a busy API do.
// Charge i was made ten seconds after charge i - 1, by customer i / 10. Says its port to the process that forked it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [count = 0, latencyMs = 0] = process.argv.slice(2).map(Number)
const BEGIN = 1_700_000_000

const nameOf = (index: number) => `ch_${String(index).padStart(12, '0')}`
const bulk = { billing_details: { name: 'x'.repeat(200) }, payment_method_details: { card: 'x'.repeat(2000) } }

function charge(index: number): object {
  return {
    id: nameOf(index),
    object: 'charge',
    amount: 1000,
    amount_captured: 1000,
    amount_refunded: 0,
    balance_transaction: null,
    created: BEGIN + index * 10,
    currency: 'usd',
    customer: `cus_${Math.floor(index / 10)}`,
    payment_intent: null,
    status: 'succeeded',
    ...bulk,
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const after = url.searchParams.get('starting_after')
  const newest = after === null ? count - 1 : Number(after.slice(3)) - 1
  const length = url.pathname === '/v1/charges' ? Math.min(100, newest + 1) : 0
  const data = Array.from({ length }, (_, at) => charge(newest - at))
  const body = JSON.stringify({ object: 'list', data, has_more: newest - length >= 0 && length > 0, url: url.pathname })
  const answer = () =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  if (latencyMs > 0) setTimeout(answer, latencyMs)
  else answer()
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port)) // a TCP server's address is one
process.on('disconnect', () => process.exit())
