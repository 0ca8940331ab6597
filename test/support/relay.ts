// A relay in front of the product that notes what passes, and can hold, or lose, what a test names.
import { createServer, request as httpRequest } from 'node:http'

export interface Passed {
  method: string
  path: string
  status: number
}

type Choice = (request: { method: string; path: string }) => boolean

export interface Relay {
  url: string
  /** What has passed since this was last asked. */
  taken(): Passed[]
  /** The product does these, and whoever asked hears nothing. */
  cut: Choice
  /** Before an answer is passed back. */
  onAnswer(passed: Passed): void
  /** Keeps the first of these back until `release`; `came` resolves when it is there. */
  hold(choice: Choice): { came: Promise<void>; release(): void }
  close(): Promise<void>
}

export async function startRelay(origin: string): Promise<Relay> {
  const { hostname, port } = new URL(origin)
  let passed: Passed[] = []
  let held: { choice: Choice; come(): void; released: Promise<void> } | null = null
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url: path = '' } = incoming
    const body: Buffer[] = []
    for await (const part of incoming as AsyncIterable<Buffer>) body.push(part) // without an encoding set, it gives buffers
    if (held?.choice({ method, path })) {
      const { come, released } = held
      held = null
      come()
      await released
    }
    const call = httpRequest({ hostname, port, method, path, headers: incoming.headers }, async (answer) => {
      const parts: Buffer[] = []
      for await (const part of answer as AsyncIterable<Buffer>) parts.push(part)
      const one = { method, path, status: answer.statusCode ?? 0 }
      passed.push(one)
      relay.onAnswer(one)
      if (relay.cut(one)) return void outgoing.destroy()
      outgoing.writeHead(one.status, answer.headers).end(Buffer.concat(parts))
    })
    call.on('error', () => outgoing.destroy())
    call.end(Buffer.concat(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const relay: Relay = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    taken: () => {
      const all = passed
      passed = []
      return all
    },
    cut: () => false,
    onAnswer: () => undefined,
    hold: (choice) => {
      const [there, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      held = { choice, come: there.resolve, released: released.promise }
      return { came: there.promise, release: released.resolve }
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return relay
}
