// The driver for wireguard-go: one connection to its socket, kept open.
// Invariant: one request at a time, each with a time limit. When the daemon dies the connection closes at once, which is how
// its death is noticed, also that of a daemon which an earlier agent started.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { Problem } from './problem.ts'
import type { WireguardDriver } from './wireguard.ts'
import {
  changeRequest,
  checkAnswer,
  configureRequest,
  GET_REQUEST,
  greetRequests,
  parseInterface,
} from './wireguard-uapi-text.ts'

const CONNECT_MS = 2_000
/** Ten thousand peers take two seconds; the largest interface takes half a minute. */
const REQUEST_MS = 40_000
/** Peers in one request: small enough that a read-out is not kept waiting long. */
const CHUNK = 1_000

export function socketPath(interfaceName: string): string {
  return `/var/run/wireguard/${interfaceName}.sock`
}

/** Connects to the daemon of an interface. Throws a Problem when nobody listens there; `onLost` is called once when it dies. */
export async function openUapi(path: string, onLost: () => void): Promise<WireguardDriver> {
  const socket = await connected(path)
  let isClosed = false
  let last: Promise<unknown> = Promise.resolve()
  socket.on('error', () => {})
  socket.on('close', () => {
    if (!isClosed) onLost()
    isClosed = true
  })
  const ask = (request: string): Promise<string> => {
    const answer = last.then(() => exchange(socket, request))
    last = answer.catch(() => {})
    return answer
  }
  return {
    read: async () => parseInterface(await ask(GET_REQUEST)),
    configure: async (settings) => checkAnswer(await ask(configureRequest(settings))),
    apply: async (changes) => {
      for (let at = 0; at < changes.length; at += CHUNK)
        checkAnswer(await ask(changeRequest(changes.slice(at, at + CHUNK))))
    },
    greet: async (greetings) => {
      for (let at = 0; at < greetings.length; at += CHUNK) {
        for (const request of greetRequests(greetings.slice(at, at + CHUNK))) checkAnswer(await ask(request))
      }
    },
    close: () => {
      isClosed = true
      socket.destroy()
    },
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const timer = setTimeout(() => socket.destroy(new Problem('wireguard-go did not answer on its socket')), CONNECT_MS)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', () => {
      clearTimeout(timer)
      reject(new Problem('wireguard-go has no socket that answers'))
    })
  })
}

/** Sends and collects until the empty line. A late answer would be taken for the next one's, so a time-out ends the socket. */
function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Problem('wireguard-go has gone'))
    const parts: Buffer[] = []
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      socket.off('data', onData)
      socket.off('close', onClose)
      settle()
    }
    // Only the end of the newest part is looked at: searching the whole text each time is quadratic and took 25 s.
    const onData = (part: Buffer) => {
      parts.push(part)
      const tail = part.length > 1 ? part : Buffer.concat(parts.slice(-2))
      if (tail.subarray(-2).toString('latin1') !== '\n\n') return
      finish(() => resolve(Buffer.concat(parts).toString('latin1')))
    }
    const onClose = () => finish(() => reject(new Problem('wireguard-go ended during a request')))
    const timer = setTimeout(() => socket.destroy(), REQUEST_MS)
    socket.on('data', onData)
    socket.on('close', onClose)
    socket.write(request)
  })
}
