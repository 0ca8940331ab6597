// One HTTP POST of a signed event. Invariant: it always resolves, with the status or null when no answer came in time.
import { Agent, request as httpRequest } from 'node:http'
import { Agent as TlsAgent, request as httpsRequest } from 'node:https'

const timeoutMs = 20_000

export interface WebhookPost {
  post(url: string, body: string, signature: string): Promise<number | null>
  close(): void
}

/** Keeps connections open, so that a delivery costs no handshake. */
export function makeWebhookPost(): WebhookPost {
  const plain = new Agent({ keepAlive: true, maxSockets: 32 })
  const secure = new TlsAgent({ keepAlive: true, maxSockets: 32 })
  return {
    post(url, body, signature) {
      const isTls = url.startsWith('https:')
      const send = isTls ? httpsRequest : httpRequest
      const { promise, resolve } = Promise.withResolvers<number | null>()
      const outgoing = send(
        url,
        {
          method: 'POST',
          agent: isTls ? secure : plain,
          timeout: timeoutMs,
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'content-length': Buffer.byteLength(body),
            'stripe-signature': signature,
            'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          },
        },
        (answer) => {
          answer.resume()
          answer.on('end', () => resolve(answer.statusCode ?? null))
          answer.on('error', () => resolve(null))
        },
      )
      outgoing.on('timeout', () => outgoing.destroy())
      outgoing.on('error', () => resolve(null))
      outgoing.on('close', () => resolve(null))
      outgoing.end(body)
      return promise
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}
