// A program of its own: many connections that send a byte now and then and never a whole request, as long as they are let. Tells how
// long each was. Half of them never finish their headers, half never their body.
import { once } from 'node:events'
import { connect } from 'node:net'

export interface SlowOrder {
  port: number
  sockets: number
}

/** Seconds that each connection was held. */
export interface Held {
  headers: number[]
  bodies: number[]
}

const EVERY = 2_000 // ms between two bytes
const HEAD = 'POST /log-in HTTP/1.1\r\nHost: 127.0.0.1\r\n'
const STARTED = `${HEAD}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\nemail=`

process.on('message', (order: SlowOrder) => void hold(order).then((held) => process.send?.(held)))

async function hold({ port, sockets }: SlowOrder): Promise<Held> {
  const one = async (at: number) => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined) // to be cut off is what is waited for
    const began = performance.now()
    socket.write(at % 2 ? STARTED : HEAD)
    socket.resume()
    const drip = setInterval(() => socket.write(at % 2 ? 'x' : 'X'), EVERY)
    await closed
    clearInterval(drip)
    return (performance.now() - began) / 1000
  }
  const seconds = await Promise.all(Array.from({ length: sockets }, (_, at) => one(at)))
  return { headers: seconds.filter((_, at) => at % 2 === 0), bodies: seconds.filter((_, at) => at % 2 === 1) }
}
