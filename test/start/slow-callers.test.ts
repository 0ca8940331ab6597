// Callers who take their time, a thousand at once, on a `web` as an operator runs it. The number is that of the check in
// test/security/README.md.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { openShop, type ProductionShop, type Running } from './production-shop.ts'

const CALLERS = 1000
const SECOND = 1000
let shop: ProductionShop
let web: Running
const sockets: Socket[] = []
beforeAll(async () => {
  shop = await openShop({
    MAIL_INBOUND_ADDRESS: 'help@example.com',
    MAIL_INBOUND_TOKEN: randomBytes(24).toString('hex'),
  })
  await shop.run(['migrate'])
  web = await shop.startWeb(shop.ports[0])
}, 180_000)
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(() => shop.close())

interface Caller {
  socket: Socket
  heard: string
  /** When the other side ended it, in milliseconds after its first byte was sent; null: it is open. */
  endedAfter: number | null
}

/** Sends `text` at once, and reads what comes. */
function call(text: string): Caller {
  const socket = connect(shop.ports[0], '127.0.0.1')
  const caller: Caller = { socket, heard: '', endedAfter: null }
  let began = 0
  socket.once('connect', () => (began = performance.now()))
  socket.on('data', (part: Buffer) => (caller.heard += part.toString()))
  socket.on('error', () => undefined) // a reset is one way to be cut
  socket.once('close', () => (caller.endedAfter = performance.now() - began))
  socket.write(text)
  sockets.push(socket)
  return caller
}

/** Whether the server's end of it stands, which who reads nothing cannot see from his own (proc_net_tcp(5): 01 is established). */
async function isServed({ localPort = 0 }: Socket): Promise<boolean> {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  const table = await readFile('/proc/net/tcp', 'utf8')
  return table.includes(`0100007F:${hex(shop.ports[0])} 0100007F:${hex(localPort)} 01 `)
}

const many = (text: string, count: number) => Array.from({ length: count }, () => call(text))
const HEAD = 'Host: 127.0.0.1\r\n'

test('65: a thousand who come while the process is busy are all let in, and answered after', async () => {
  web.child.kill('SIGSTOP')
  const callers = many(`GET /livez HTTP/1.1\r\n${HEAD}\r\n`, CALLERS)
  await until('all to be let in', () => callers.every(({ socket }) => !socket.connecting), 15 * SECOND).finally(() =>
    web.child.kill('SIGCONT'),
  )
  await until('all to be answered', () => callers.every(({ heard }) => heard.startsWith('HTTP/1.1 200')), 60 * SECOND)
})

test('65: whoever sends slowly is cut in time, and so is who takes nothing, and none of it is a fault; others are answered', async () => {
  const type = 'Content-Type: application/x-www-form-urlencoded\r\n'
  const form = `${type}Content-Length: 8000\r\n`
  const token = `Authorization: Bearer ${shop.settings['MAIL_INBOUND_TOKEN']}\r\n`
  const heads = many(`GET /log-in HTTP/1.1\r\n${HEAD}X-Slow: `, CALLERS / 2)
  const bodies = many(`POST /log-in HTTP/1.1\r\n${HEAD}${form}\r\nemail=`, CALLERS / 2)
  const machines = ['/agent/v1/enrol', '/webhooks/stripe', '/mail/inbound'].map((path) =>
    call(`POST ${path} HTTP/1.1\r\n${HEAD}${token}${form}\r\n{`),
  )
  const chunked = call(`POST /log-in HTTP/1.1\r\n${HEAD}${type}Transfer-Encoding: chunked\r\n\r\n4000\r\nemail=`)
  const deaf = call(`GET /agent/v1/agent.mjs HTTP/1.1\r\n${HEAD}\r\n`.repeat(400))
  deaf.socket.pause()
  await until('the deaf one to be let in', () => isServed(deaf.socket))
  const senders = [...heads, ...bodies, ...machines, chunked]
  const drip = setInterval(() => {
    for (const { socket } of senders) if (socket.writable) socket.write('a')
  }, 3 * SECOND)
  const page = await fetch(`http://127.0.0.1:${shop.ports[0]}/log-in`, { signal: AbortSignal.timeout(10 * SECOND) })
  expect(page.status).toBe(200)
  await until('all to be cut', () => senders.every(({ endedAfter }) => endedAfter !== null), 90 * SECOND)
  clearInterval(drip)
  const latest = (callers: Caller[]) => Math.max(...callers.map(({ endedAfter }) => endedAfter ?? Infinity))
  expect(latest(heads)).toBeLessThan(20 * SECOND)
  expect(latest(bodies)).toBeLessThan(35 * SECOND)
  expect(web.output() + web.said()).not.toContain('"event":"fault"')
  expect(bodies.map(({ heard }) => heard.slice(0, 12))).toEqual(bodies.map(() => 'HTTP/1.1 408'))
  await until('the deaf one to be cut', async () => !(await isServed(deaf.socket)), 150 * SECOND)
}, 240_000)
