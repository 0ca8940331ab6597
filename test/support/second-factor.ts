// An authenticator app for clients without script: it reads its secret from the page of the product, and gives no code twice.
import { codeOf, stepAt } from '../../src/accounts/totp.ts'
import { formOf, type openClient } from './web-client.ts'
import type { World } from './world.ts'

type Client = ReturnType<typeof openClient>
const PAGE = '/account/second-factor'

export interface Authenticator {
  secret: string
  /** As its enrolment showed them. */
  recoveryCodes: string[]
  /** Of this half minute, or of the next when that one is spent; a third within one is more than the product takes. */
  code(): string
}

/** Switches two-step log-in on for whoever the client is. */
export async function enrolClient(
  world: Pick<World, 'app'>,
  client: Client,
  password = 'correct horse battery staple',
): Promise<Authenticator> {
  const { text } = await client.get(PAGE)
  const app = authenticator(secretOn(text), world.app.clock)
  const answer = await client.post(PAGE, { ...formOf(text, PAGE), code: app.code(), password })
  app.recoveryCodes = [...answer.text.matchAll(/<li[^>]*>([\w-]{29})<\/li>/g)].map(([, code = '']) => code)
  if (app.recoveryCodes.length !== 10) throw new Error(`enrolment answered ${answer.status}`)
  return app
}

export function secretOn(page: string): string {
  const secret = /<pre[^>]*>([A-Z2-7]{32})<\/pre>/.exec(page)?.[1]
  if (secret === undefined) throw new Error('the page shows no secret')
  return secret
}

export function authenticator(secret: string, clock: () => Date): Authenticator {
  let last = 0
  return {
    secret,
    recoveryCodes: [],
    code() {
      last = Math.max(last + 1, stepAt(clock()))
      return codeOf(secret, last)
    },
  }
}
