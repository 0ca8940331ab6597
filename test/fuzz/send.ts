// Sends what no browser would, over a few connections that stay open, and bytes as they are on bare sockets.
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Chance } from './chance.ts'
import type { Sent } from './mutate.ts'

export interface Heard {
  status: number
  text: string
  location: string
  ms: number
}

const PATIENCE = 20_000

export function openSender(origin: string, connections: number) {
  const { hostname, port } = new URL(origin)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    close: () => agent.destroy(),
    send(sent: Sent): Promise<Heard> {
      const from = performance.now()
      const hasBody = !['GET', 'HEAD', 'TRACE'].includes(sent.method)
      const headers = {
        ...latin(sent.headers),
        ...(hasBody && { 'content-length': String(Buffer.byteLength(sent.body)) }),
      }
      return new Promise((resolve, reject) => {
        const call = request({
          hostname,
          port,
          agent,
          method: sent.method,
          path: sent.path,
          headers,
          timeout: PATIENCE,
        })
        call.on('response', (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => (text += chunk))
          const done = () => {
            const ms = performance.now() - from
            resolve({ status: answer.statusCode ?? 0, text, location: answer.headers.location ?? '', ms })
          }
          answer.on('end', done)
          answer.on('error', done)
        })
        call.on('timeout', () => call.destroy(new Error('no answer in time')))
        // A server that refuses early closes while the rest is still being sent: that is an answer.
        call.on('error', (error) =>
          /EPIPE|ECONNRESET|socket hang up/.test(`${String(error)}`) ? resolve(CLOSED) : reject(error),
        )
        call.end(hasBody ? sent.body : undefined)
      })
    },
  }
}

const CLOSED: Heard = { status: 0, text: '', location: '', ms: 0 }

/** Half a request, or what is none. Resolves with what came back until the server closed. */
export function sendBytes(origin: string, sent: Sent, chance: Chance): Promise<string> {
  const { hostname, port, host } = new URL(origin)
  const own = Object.entries(latin(sent.headers)).filter(([name]) => name !== 'host')
  const head = own.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const { method, path, body } = sent
  const close = 'connection: close\r\n'
  const whole = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${head}`
  const bytes = chance.one([
    `${whole}${close}content-length: ${body.length + 100}\r\n\r\n${body}`,
    `${whole}${close}content-length: 5\r\ncontent-length: 6\r\n\r\n${body}`,
    `${whole}${close}transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\nzz\r\n${body}`,
    `${whole}${close}transfer-encoding: chunked\r\n\r\nffffffff\r\n${body}`,
    `${whole}x: a\r\n b\r\n${close}\r\n`,
    `${whole}x: a\nb: c\n\n${body}`,
    `${whole}x-a: a\0b\r\n${close}\r\n`,
    `${method} ${path} \r\n HTTP/1.1\r\n\r\n`,
    `${method} ${path}\r\n\r\n`,
    `GET http://evil.example${path} HTTP/1.1\r\nhost: ${host}\r\n${close}\r\n`,
    `GET * HTTP/1.1\r\nhost: ${host}\r\n${close}\r\n`,
    `GET ${path} HTTP/9.9\r\nhost: ${host}\r\n${close}\r\n`,
    `GET /\u00ff\u00fe%ff%fe HTTP/1.1\r\nhost: ${host}\r\n${close}\r\n`,
    `GET ${path} HTTP/1.1\r\n${close}\r\n`,
    `CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n${close}\r\n`,
    whole.slice(0, chance.below(whole.length)),
  ])
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => socket.end(bytes, 'latin1'))
    socket.setTimeout(PATIENCE, () => socket.destroy())
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
    socket.on('error', () => undefined) // cut off is one of the expected ends
    socket.on('close', () => resolve(heard))
  })
}

/** What may stand in a header at all. */
function latin(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')]),
  )
}
