// A door for scanners, which cannot sign: what comes in is signed as a node would and passed on to the product.
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Identity } from '../../src/agent/identity.ts'
import { signRequest } from '../../src/agent/sign-request.ts'

export interface SigningDoor {
  origin: string
  server: Server
}

export async function openSigningDoor(origin: string, node: Identity): Promise<SigningDoor> {
  const { hostname, port, host } = new URL(origin)
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url: target = '' } = incoming
    const parts: Buffer[] = []
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part) // without an encoding set, it gives buffers
    const body = Buffer.concat(parts).toString()
    const headers = { ...incoming.headers, host, ...signRequest(node, { method, target, body }, Date.now()) }
    const call = httpRequest({ hostname, port, method, path: target, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    call.on('error', () => outgoing.destroy())
    outgoing.on('error', () => call.destroy())
    call.end(Buffer.concat(parts))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server on a port has such an address.
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
