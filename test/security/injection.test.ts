// Words that are commands elsewhere, in every parameter of every form and operation: none is carried out. Number 58 of README.md. What
// they would leave behind is looked for, so no clock is needed.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leavingCommands } from '../support/hostile-names.ts'
import { createWorld, type World } from '../support/world.ts'
import { visitor } from './callers.ts'
import { everyWrite, type EveryWrite } from './every-write.ts'

let world: World
let every: EveryWrite
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canary-'))
  world = await createWorld({ TRUSTED_PROXIES: '127.0.0.1' })
  every = await everyWrite(world)
}, 120_000)
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const commands = (at: number) => leavingCommands(folder, at)

test('58: no parameter is a command to the database, a shell, a mail or a file', { timeout: 180_000 }, async () => {
  const callers = new Map<string, Awaited<ReturnType<EveryWrite['callerOf']>>>()
  const targets = every.targets.filter(({ path }) => !/deletion|log-out|\/ban$|sessions\/end|rehearsal/.test(path))
  for (const { as } of targets) if (!callers.has(as)) callers.set(as, await every.callerOf({ as }))
  let sent = 0
  const send = async (target: (typeof targets)[number], name: string, value: string) => {
    const { headers, csrf, sign } = callers.get(target.as) ?? visitor(world)
    const fields = Object.entries({ ...target.fields, [name]: value }).map(([field, text]): [string, string] => [
      field,
      field === 'csrf' ? csrf : String(text),
    ])
    const isJson = target.kind === 'json'
    const body = isJson ? JSON.stringify(Object.fromEntries(fields)) : String(new URLSearchParams(fields))
    const answer = await fetch(world.url + target.path, {
      method: target.method,
      body,
      redirect: 'manual',
      headers: {
        ...headers,
        ...sign?.({ method: target.method, target: target.path, body }),
        origin: world.url,
        'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-forwarded-for': `203.3.${++sent >> 8}.${sent & 255}`,
      },
    })
    expect(answer.status, `${target.path} ${name}`).toBeLessThan(500)
    expect(answer.headers.get('x-canary')).toBeNull()
    await answer.body?.cancel()
  }
  let at = 0
  for (const target of targets) {
    const names = Object.keys(target.fields).filter((name) => name !== 'csrf')
    // Each parameter meets three of them, so that all are met by many.
    await Promise.all(
      names.flatMap((name) => Array.from({ length: 3 }, () => send(target, name, commands(at)[at++ % 7] ?? ''))),
    )
  }
  expect(sent).toBeGreaterThan(400)
  expect(await readdir(folder)).toEqual([])
  const tables = await sql`select table_name from information_schema.tables where table_name like 'canary%'`.execute(
    world.app.db,
  )
  expect(tables.rows).toEqual([])
  const mails = await world.app.db.selectFrom('mails').select(['to_address', 'subject']).execute()
  for (const { to_address, subject } of mails) {
    expect(subject).not.toMatch(/[\r\n]/)
    expect(to_address).not.toMatch(/[\r\n]|evil\.example/)
  }
})
