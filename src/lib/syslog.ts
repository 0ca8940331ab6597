// The log a second time, to a collector on another machine: syslog over TLS (RFC 5425), each line of JSON as the text of a message
// (RFC 5424). Invariant: it never holds the product up. Lines wait while the collector is away, the oldest go when there are too many,
// and how many went is told once it is back. Its certificate is checked before anything is sent.
import { hostname as nameOfMachine } from 'node:os'
import { connect, type TLSSocket } from 'node:tls'

export interface Syslog {
  /** One JSON object, as pino writes it. */
  write(line: string): void
  /** Sends what waits, for two seconds at most. */
  close(): Promise<void>
}

const MOST_WAITING = 10_000
const LAST_WORDS = 2_000 // ms
const PAUSES = [500, 1_000, 5_000, 15_000] // ms, between tries to connect; the last one again and again
const MOST_UNSENT = 1 << 20 // bytes in the socket, after which lines wait here

/** Severities of RFC 5424 by pino's levels; facility 16, local0. */
const SEVERITY: Record<string, number> = { 10: 7, 20: 7, 30: 6, 40: 4, 50: 3, 60: 2 }

/** `url` is `tls://host:port`; `ca` in PEM is trusted instead of the public authorities. */
export function openSyslog(url: URL, ca: string | null, most = MOST_WAITING): Syslog {
  const waiting: string[] = []
  let [lost, tries, closing] = [0, 0, false]
  let socket: TLSSocket | null = null
  let retry: NodeJS.Timeout | undefined

  const open = () => {
    const fresh = dial(url, ca)
    fresh.on('secureConnect', () => {
      socket = fresh
      tries = 0
      send()
    })
    fresh.on('drain', send)
    fresh.on('error', () => undefined) // "close" follows
    fresh.on('close', () => {
      socket = null
      if (!closing) retry = setTimeout(open, PAUSES[Math.min(tries++, PAUSES.length - 1)]).unref()
    })
  }
  const send = () => {
    if (socket === null) return
    if (lost > 0) socket.write(framed(JSON.stringify({ level: 40, event: 'log-lines-lost', lines: lost })))
    lost = 0
    while (waiting.length > 0 && socket.writableLength < MOST_UNSENT) socket.write(framed(waiting.shift() ?? ''))
  }
  open()
  return {
    write(line) {
      waiting.push(line.trimEnd())
      if (waiting.length > most) {
        waiting.shift()
        lost += 1
      }
      send()
    },
    async close() {
      closing = true
      clearTimeout(retry)
      const last = socket
      if (last === null) return
      send()
      await new Promise<void>((resolve) => {
        setTimeout(resolve, LAST_WORDS).unref()
        last.end(resolve)
      })
      last.destroy()
    },
  }
}

function dial({ hostname, port }: URL, ca: string | null): TLSSocket {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const socket = connect({ host, port: Number(port || 6514), ...(ca !== null && { ca }) })
  socket.unref() // a process that has nothing else to do ends
  return socket
}

/** With its length before it, as RFC 5425 has it. */
function framed(line: string): string {
  const severity = SEVERITY[/"level":(\d+)/.exec(line)?.[1] ?? ''] ?? 5
  const head = `<${16 * 8 + severity}>1 ${new Date().toISOString()} ${nameOfMachine() || '-'} turnpike ${process.pid} - -`
  const message = `${head} ${line}`
  return `${Buffer.byteLength(message)} ${message}`
}
