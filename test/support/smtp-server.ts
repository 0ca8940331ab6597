// A mail server for tests, as much of RFC 5321 as one client needs: takes mails on loopback and keeps them as they came.
import { createServer, type Socket } from 'node:net'

export interface SmtpServer {
  url: string
  received: { to: string[]; data: string }[]
  /** What the next mails are answered with; null: they are taken. */
  refuseWith(reply: string | null): void
  close(): Promise<void>
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const received: SmtpServer['received'] = []
  const sockets = new Set<Socket>()
  let refusal: string | null = null
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, received, () => refusal)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    refuseWith: (reply) => (refusal = reply),
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function converse(socket: Socket, received: SmtpServer['received'], refusal: () => string | null): void {
  let pending = ''
  let to: string[] = []
  let inData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  const hear = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'RCPT') to.push(line.slice(8).trim())
    if (verb === 'DATA') {
      const reply = refusal()
      inData = reply === null
      say(reply ?? '354 go on')
    } else if (verb === 'QUIT') socket.end('221 bye\r\n')
    else if (verb === 'STAR') say('502 it speaks no TLS')
    else say('250 ok')
  }
  say('220 test')
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1')
    for (;;) {
      const end = pending.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const part = pending.slice(0, end)
      pending = pending.slice(end + (inData ? 5 : 2))
      if (!inData) {
        hear(part)
        continue
      }
      received.push({ to, data: part })
      to = []
      inData = false
      say('250 taken')
    }
  })
}
