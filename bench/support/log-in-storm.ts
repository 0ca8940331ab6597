// A program of its own: people who log in, all at once and again and again, each from a network of his own; every other time with a
// wrong password. Tells how many were let in and refused, and how long each waited.
import { formOf, openClient } from '../../test/support/web-client.ts'

export interface Storm {
  port: number
  /** Addresses of accounts; as many log in at once. */
  emails: string[]
  password: string
  seconds: number
}

export interface Stormed {
  times: number[]
  entered: number
  refused: number
  /** Told that the server is too busy. */
  turnedAway: number
}

process.on('message', (storm: Storm) => void rage(storm).then((stormed) => process.send?.(stormed)))

async function rage({ port, emails, password, seconds }: Storm): Promise<Stormed> {
  const origin = `http://127.0.0.1:${port}`
  const stormed: Stormed = { times: [], entered: 0, refused: 0, turnedAway: 0 }
  const client = openClient(origin)
  const csrf = formOf((await client.get('/log-in')).text, '/log-in')?.['csrf'] ?? ''
  const cookie = `turnpike-visitor=${client.cookie('turnpike-visitor')}`
  const ends = performance.now() + seconds * 1000
  const one = async (email: string, index: number) => {
    for (let at = 0; performance.now() < ends; at++) {
      const headers = { origin, cookie, 'x-forwarded-for': `10.${index}.${(at >> 8) & 255}.${at & 255}` }
      const body = new URLSearchParams({ csrf, email, password: at % 2 ? password : 'a wrong password at all' })
      const began = performance.now()
      const { status, body: page } = await fetch(`${origin}/log-in`, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
      })
      await page?.cancel()
      stormed.times.push(performance.now() - began)
      if (status === 303) stormed.entered++
      else if (status === 422) stormed.refused++
      else if (status === 503) stormed.turnedAway++
      else throw new Error(`the log-in answered ${status}`)
    }
  }
  await Promise.all(emails.map(one))
  return stormed
}
