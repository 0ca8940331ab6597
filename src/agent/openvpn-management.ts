// The one connection to OpenVPN's management socket: commands out, events in.
// Invariant: one command at a time, each with a time limit; a command that is not answered ends the connection, because its
// late answer would be taken for the next one's. OpenVPN accepts a second client and never answers it.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { makeManagementParser } from './openvpn-management-text.ts'
import type { ManagementMessage } from './openvpn-management-text.ts'
import { Problem } from './problem.ts'

const GREETING_MS = 3_000
const ANSWER_MS = 5_000

export type ManagementEvent = Exclude<ManagementMessage, { kind: 'line' }>

export interface Management {
  /** One line back; throws a Problem on ERROR, whose text is OpenVPN's. */
  ask(command: string): Promise<string>
  /** All lines before END. */
  askMany(command: string): Promise<string[]>
  close(): void
}

interface Waiting {
  isMany: boolean
  lines: string[]
  settle: (lines: string[] | Problem) => void
}

/** Connects and waits for the greeting. Throws a Problem when nobody listens or nobody answers. */
export async function openManagement(
  path: string,
  { onEvent, onLost }: { onEvent: (event: ManagementEvent) => void; onLost: () => void },
): Promise<Management> {
  const socket = connect(path)
  socket.setEncoding('utf8')
  const parse = makeManagementParser()
  let waiting: Waiting | null = null
  let last: Promise<unknown> = Promise.resolve()
  let isOpen = false
  let greet: (() => void) | null = null

  const take = (message: ManagementMessage) => {
    if (message.kind === 'line') waiting = answered(waiting, message.text)
    else if (message.kind === 'notice' && message.name === 'INFO') greet?.()
    else onEvent(message)
  }
  socket.on('data', (chunk: string) => parse(chunk).forEach(take))
  socket.on('error', () => {})
  socket.on('close', () => {
    waiting?.settle(new Problem('openvpn closed its management socket'))
    if (isOpen) onLost()
    isOpen = false
  })
  await greeting(socket, (callback) => (greet = callback))
  isOpen = true
  const exchange = (command: string, isMany: boolean) => {
    const answer = last.then(() => send(socket, command, isMany, (it) => (waiting = it)))
    last = answer.catch(() => {})
    return answer
  }
  return {
    ask: async (command) => (await exchange(command, false))[0] ?? '',
    askMany: (command) => exchange(command, true),
    close: () => {
      isOpen = false
      socket.destroy()
    },
  }
}

function greeting(socket: Socket, onGreeting: (callback: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(), GREETING_MS)
    onGreeting(() => {
      clearTimeout(timer)
      resolve()
    })
    socket.once('close', () => {
      clearTimeout(timer)
      reject(new Problem('openvpn does not answer on its management socket'))
    })
  })
}

function send(socket: Socket, command: string, isMany: boolean, wait: (waiting: Waiting) => void): Promise<string[]> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Problem('openvpn has gone'))
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS)
    const settle = (result: string[] | Problem) => {
      clearTimeout(timer)
      if (result instanceof Problem) reject(result)
      else resolve(result)
    }
    wait({ isMany, lines: [], settle })
    socket.write(`${command}\n`)
  })
}

/** Gives a line to the command that waits; returns what still waits. */
function answered(waiting: Waiting | null, line: string): Waiting | null {
  if (waiting === null) return null
  if (line.startsWith('ERROR:')) waiting.settle(new Problem(`openvpn: ${line.slice(6).trim()}`))
  else if (!waiting.isMany) waiting.settle([line])
  else if (line === 'END') waiting.settle(waiting.lines)
  else {
    waiting.lines.push(line)
    return waiting
  }
  return null
}
