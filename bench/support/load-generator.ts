// Sends signed events over held connections, as fast as they are answered or at a steady pace, and tells how it went. Runs in a process of its own.
// Invariant: every event has an id that was never sent before, and any answer but 200 fails the run.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Load {
  port: number
  path: string
  secret: string
  connections: number
  seconds: number
  /** Makes ids of this run unlike those of others. */
  prefix: string
  /** So many, of ids that are nobody's; or one by its id. */
  customers: number | string
  bytes: number
  /** Ends it before the seconds do. */
  atMost?: number
  /** Events that are sent in a second; else as many as are answered. */
  perSecond?: number | null
}

export interface Outcome {
  perSecond: number
  /** Of each answer, milliseconds. */
  times: number[]
}

process.on('message', (load: Load) => void run(load).then((outcome) => process.send?.(outcome)))

async function run(load: Load): Promise<Outcome> {
  const times: number[] = []
  let sent = 0
  const from = performance.now()
  const ends = from + load.seconds * 1000
  const talk = async () => {
    const socket = connect(load.port, '127.0.0.1').setNoDelay(true)
    await once(socket, 'connect')
    while (performance.now() < ends && sent < (load.atMost ?? Infinity)) {
      const number = sent++
      if (load.perSecond) await sleep(Math.max(0, from + (number * 1000) / load.perSecond - performance.now()))
      const request = requestFor(load, number)
      const began = performance.now()
      const status = await exchange(socket, request)
      if (status !== 200) throw new Error(`answered with ${status}`)
      times.push(performance.now() - began)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: load.connections }, talk))
  return { perSecond: times.length / ((performance.now() - from) / 1000), times }
}

function requestFor({ port, path, secret, prefix, customers, bytes }: Load, number: number): Buffer {
  const customer = typeof customers === 'string' ? customers : `cus_bench${number % customers}`
  const object = { object: 'invoice', id: `in_${prefix}${number}`, customer }
  const event = { id: `evt_${prefix}${number}`, object: 'event', type: 'invoice.paid', livemode: false }
  const created = Math.floor(Date.now() / 1000)
  const body = JSON.stringify({
    ...event,
    created,
    data: { object: { ...object, description: filling(bytes, number) } },
  })
  const signature = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex')
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `stripe-signature: t=${created},v1=${signature}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Text about as compressible as an invoice in JSON: the same names, other values. */
function filling(bytes: number, number: number): string {
  let text = ''
  for (let line = 0; text.length < bytes - 300; line++)
    text += `"amount_due":${(number * 7919 + line * 104_729) % 99_991},"line_item":"il_${(number * 31 + line).toString(36)}",`
  return text
}

/** Gives the status once the answer has come whole. */
function exchange(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const read = (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      const headEnds = answer.indexOf('\r\n\r\n')
      if (headEnds < 0) return
      const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1]
      const isWhole =
        length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= headEnds + 4 + Number(length)
      if (!isWhole) return
      socket.off('data', read).off('error', reject).off('close', closed)
      resolve(Number(answer.slice(9, 12)))
    }
    const closed = () => reject(new Error('the connection was closed'))
    socket.on('data', read).on('error', reject).on('close', closed)
    socket.write(request)
  })
}
