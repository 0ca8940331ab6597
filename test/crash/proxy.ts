// Stands between a process and PostgreSQL, counts what the process asks for, and calls `kill` at the chosen one.
// One count is a simple query, or everything up to a Sync. Invariant: after the kill no byte passes on either side, so with `before`
// the server never saw what was asked, and with `after` the process never saw that it was done.
import { createConnection, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { cutter } from './wire.ts'

export interface Fault {
  at: number
  when: 'before' | 'after'
}

export interface Proxy {
  port: number
  /** Counts from here on; null: nothing goes wrong. */
  arm(fault: Fault | null): void
  counted(): number
  fired(): boolean
  close(): void
}

interface Desk {
  socket: string
  fault: Fault | null
  isArmed: boolean
  count: number
  fired: boolean
  kill(): void
}

const PART_OF_A_GROUP = new Set(['P', 'B', 'D', 'E', 'C'])

/** `socket` is the server's own, in the file system. */
export async function openProxy(socket: string, kill: () => void): Promise<Proxy> {
  const desk: Desk = { socket, fault: null, isArmed: false, count: 0, fired: false, kill }
  const server = createServer((client) => join(desk, client)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    arm: (fault) => Object.assign(desk, { fault, isArmed: true, count: 0 }),
    counted: () => desk.count,
    fired: () => desk.fired,
    close: () => void server.close(),
  }
}

function join(desk: Desk, client: Socket): void {
  const server = createConnection(desk.socket)
  const line: Line = { held: [], waiting: 0, left: 0 }
  const ask = cutter(true, (type, bytes) => {
    if (desk.fired) return
    line.held.push(bytes)
    if (PART_OF_A_GROUP.has(type)) return
    if (type === 'Q' || type === 'S') {
      const isIt = desk.isArmed && ++desk.count === desk.fault?.at
      if (isIt && desk.fault?.when === 'before') return fire(desk)
      if (isIt) line.left = line.waiting + 1
    }
    if (type === 'Q' || type === 'S' || type === '') line.waiting++
    for (const part of line.held.splice(0)) server.write(part)
  })
  const answer = cutter(false, (type, bytes) => {
    if (desk.fired) return
    if (line.left !== 1) client.write(bytes)
    if (type !== 'Z') return
    line.waiting--
    if (line.left > 0 && --line.left === 0) fire(desk)
  })
  client.on('data', ask).on('error', () => undefined) // it was killed
  server.on('data', answer).on('error', () => undefined) // the client sees the end of it
  client.on('close', () => server.destroy())
  server.on('close', () => client.destroy())
}

interface Line {
  /** Parts of a group whose Sync has not come. */
  held: Buffer[]
  /** Groups the server has not answered. */
  waiting: number
  /** Groups to be answered until it is time; 0: it is not here. */
  left: number
}

function fire(desk: Desk): void {
  desk.fired = true
  desk.kill()
}
