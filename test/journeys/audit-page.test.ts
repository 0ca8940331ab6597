// Staff read the record of what was done, and take it along; the worker has anchored it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../../src/accounts/audit.ts'
import { anchorFileOf } from '../../src/ops/audit-anchors.ts'
import { verifyAudit } from '../../src/ops/audit-verify.ts'
import { openStaff } from '../support/staff.ts'
import { until } from '../support/until.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let staff: Awaited<ReturnType<typeof openStaff>>
beforeAll(async () => {
  world = await createWorld()
  staff = await openStaff(world)
  await world.app.db.transaction().execute(async (tx) => {
    for (let i = 0; i < 1_060; i++) {
      const detail = i === 7 ? { reason: '=HYPERLINK("http://example.com")' } : {}
      await audit(tx, world.app.clock, { actor: 'system', action: `test.act-${i % 2}`, subject: `@thing-${i}`, detail })
    }
  })
}, 60_000)
afterAll(() => world.close())

test('the newest first, page after page, each row once', async () => {
  const seen: string[] = []
  let next: string | null = '/admin/audit?actor=system&action=test.act-1'
  while (next !== null) {
    const { status, text } = await staff.get(next)
    expect(status).toBe(200)
    seen.push(...[...text.matchAll(/@thing-(\d+)/g)].map(([, number]) => number ?? ''))
    const link = [...text.matchAll(/href="(\/admin\/audit\?[^"]*before=[^"]*)"/g)].at(0)?.[1]
    next = link?.replaceAll('&amp;', '&') ?? null
  }
  expect(seen).toEqual(Array.from({ length: 530 }, (_, at) => String(1_059 - 2 * at)))
})

test('found by subject; nothing is found of what is not there', async () => {
  const { text } = await staff.get('/admin/audit?subject=@thing-12')
  expect(text.match(/@thing-\d+/g)?.every((found) => found === '@thing-12')).toBe(true)
  expect((await staff.get(`/admin/audit?subject=${encodeURIComponent("'; drop table audit; --")}`)).text).toContain(
    'Nothing found',
  )
  expect((await staff.get('/admin/audit?action=%25')).text).toContain('Nothing found')
})

test('as CSV: all of it, and no cell that a spreadsheet would compute', async () => {
  const { text, headers } = await staff.get('/admin/audit.csv?actor=system')
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toContain('attachment')
  const lines = text.trimEnd().split('\r\n')
  expect(lines[0]).toBe('id,time,actor,action,subject,detail')
  expect(lines.filter((line) => line.includes('test.act-'))).toHaveLength(1_060)
  expect(lines.find((line) => line.includes('@thing-12"'))).toMatch(/^\d+,[^,]+Z,system,test.act-0,"'@thing-12",\{\}$/)
})

test('the worker anchors it', async () => {
  const anchors = anchorFileOf(world.app.config, world.app.seal)
  const look = () => verifyAudit({ ...world.app, anchors })
  await world.travel('6m')
  await until('all rows are anchored', async () => {
    const { rows, anchors: anchored } = await look()
    return anchored >= 1_060 && anchored === rows
  })
  expect(await look()).toMatchObject({ ok: true, first: null })
})
