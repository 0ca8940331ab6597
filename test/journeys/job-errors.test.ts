// What a job fails with is kept by the queue and said in the log, so whose job it was must not be read from it.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { requestReset } from '../../src/accounts/reset-password.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { startSmtpServer, type SmtpServer } from '../support/smtp-server.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let server: SmtpServer
let world: World
beforeAll(async () => {
  server = await startSmtpServer()
  world = await createWorld({ SMTP_URL: `${server.url}?ignoreTLS=true`, PLAIN_CONNECTIONS: 'mail' })
}, 60_000)
afterAll(async () => {
  await world.close()
  await server.close()
})

test('an address that the mail server refuses stands neither in the log nor in the queue', async () => {
  const { app } = world
  const logged: unknown[] = []
  app.log.warn = (...words: unknown[]) => void logged.push(words)
  const email = 'ana.secret@gone.example'
  server.refuseWith(`550 5.1.1 <${email}>: Recipient address rejected: User unknown`)
  const { account } = await createCustomer(app, { email, password: 'correct horse battery staple', verified: true })
  await requestReset(app, { email, network: '192.0.2.1' })
  const jobs = async () => (await sql<{ job: string }>`select j::text as job from jobs.job j`.execute(app.db)).rows
  await until('the mail to be refused', async () => (await jobs()).some(({ job }) => job.includes('NotTaken')))
  await closeAccount(app, { account, actor: account })
  expect((await jobs()).filter(({ job }) => job.includes(email))).toEqual([])
  const text = JSON.stringify(logged)
  expect(text).toContain('"job":"deliver-sealed-mail"')
  expect(text).toContain('550')
  expect(text).not.toContain('ana.secret')
})
