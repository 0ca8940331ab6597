// Small things every listener of the simulator does with requests and answers.
import type { IncomingMessage, ServerResponse } from 'node:http'

const bodyLimit = 1024 * 1024

/** The body as text; throws when it is larger than a megabyte or the connection breaks. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    // A request without an encoding gives buffers.
    const buffer = part as Buffer
    size += buffer.length
    if (size > bodyLimit) throw new Error('request body too large')
    parts.push(buffer)
  }
  return Buffer.concat(parts).toString('utf8')
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body: string
}

export function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: `${JSON.stringify(value, null, 2)}\n`,
  }
}
