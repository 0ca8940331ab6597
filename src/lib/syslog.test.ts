// What a collector gets, over TLS, and what becomes of lines while it is away.
import { once } from 'node:events'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { certificateOf } from '../../test/support/certificate.ts'
import { freePort } from '../../test/support/free-port.ts'
import { until } from '../../test/support/until.ts'
import { createLog } from './log.ts'
import { openSyslog, type Syslog } from './syslog.ts'

let own = { cert: '', key: '' }
const opened: { close(): Promise<void> }[] = []
beforeAll(async () => {
  own = await certificateOf('127.0.0.1')
})
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

/** Takes messages apart by the lengths before them. */
async function collector(port = 0) {
  const sockets = new Set<TLSSocket>()
  let heard = ''
  const server: Server = createServer(own, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (part: Buffer) => (heard += part.toString('latin1'))) // a character a byte, as lengths count
  })
  server.on('tlsClientError', () => undefined)
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const address = server.address()
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  opened.push({ close })
  const messages = () => {
    const found: string[] = []
    for (let rest = heard; rest !== '';) {
      const [whole, length = ''] = /^(\d+) /.exec(rest) ?? []
      if (whole === undefined) throw new Error(`no length before: ${rest}`)
      const message = rest.slice(whole.length, whole.length + Number(length))
      found.push(Buffer.from(message, 'latin1').toString())
      rest = rest.slice(whole.length + Number(length))
    }
    return found
  }
  return { port: typeof address === 'object' && address !== null ? address.port : 0, messages, close }
}

function to(port: number, ca: string | null = own.cert, most?: number): Syslog {
  const syslog = openSyslog(new URL(`tls://127.0.0.1:${port}`), ca, most)
  opened.push(syslog)
  return syslog
}

test('each line is a message with its severity, and closing sends what waits', async () => {
  const { port, messages } = await collector()
  const syslog = to(port)
  syslog.write('{"level":30,"event":"request","name":"Zoë"}\n')
  await until('the first line', () => messages().length === 1)
  syslog.write('{"level":40,"event":"access-refused"}\n')
  await syslog.close()
  await until('the second line', () => messages().length === 2)
  const form = /^<(\d+)>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ turnpike \d+ - - (.*)$/
  expect(messages().map((message) => form.exec(message)?.slice(1))).toEqual([
    ['134', '{"level":30,"event":"request","name":"Zoë"}'],
    ['132', '{"level":40,"event":"access-refused"}'],
  ])
})

test('while the collector is away lines wait; of too many the oldest go, and it is told how many', async () => {
  const port = await freePort()
  const syslog = to(port, own.cert, 3)
  for (const at of [1, 2, 3, 4, 5]) syslog.write(`{"level":30,"at":${at}}\n`)
  const { messages } = await collector(port)
  await until('what waited', () => messages().length === 4)
  expect(messages().map((message) => message.replace(/^.* - - /, ''))).toEqual([
    '{"level":40,"event":"log-lines-lost","lines":2}',
    '{"level":30,"at":3}',
    '{"level":30,"at":4}',
    '{"level":30,"at":5}',
  ])
})

test('the log goes there as it goes here: from its level on, and without what is hidden', () => {
  const lines: string[] = []
  const log = createLog('warn', { write: (line) => void lines.push(line) })
  log.info({ event: 'request' }, 'too little')
  log.warn({ event: 'access-refused', token: 'canary' }, 'an access was refused')
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    {
      level: 40,
      time: expect.stringMatching(/Z$/) as string,
      event: 'access-refused',
      token: '[hidden]',
      msg: 'an access was refused',
    },
  ])
})

test('nothing is sent to a collector whose certificate nobody trusts', async () => {
  const { port, messages } = await collector()
  const stranger = to(port, null)
  stranger.write('{"level":30,"event":"request"}\n')
  const trusted = to(port)
  trusted.write('{"level":30,"event":"trusted"}\n')
  await until('the other one', () => messages().length > 0)
  await stranger.close()
  expect(messages().join()).not.toContain('"request"')
})
