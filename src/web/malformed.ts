// What the HTTP parser could not read, or was sent too slowly, is answered here, for no route ever sees it.
// Invariant: this answer has the headers of every other one, and is never written into an answer that has begun.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Answers and cuts the connection (nodejs.org/api/http.html, event "clientError"). `headers` are names and values. */
export function answerMalformed(server: Server | TlsServer, headers: readonly (readonly [string, string])[]): void {
  const last = new WeakMap<Duplex, ServerResponse>()
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => last.set(socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = last.get(socket)
    const isUnderWay = answer !== undefined && answer.headersSent && !answer.writableEnded
    if (!socket.writable || isUnderWay || error.code === 'ECONNRESET') return void socket.destroy()
    const lines = [...headers, ['Content-Length', '0'], ['Connection', 'close']].map((pair) => pair.join(': '))
    const status = STATUS[error.code ?? ''] ?? '400 Bad Request'
    socket.end(`HTTP/1.1 ${[status, ...lines].join('\r\n')}\r\n\r\n`, () => socket.destroy())
  })
}
