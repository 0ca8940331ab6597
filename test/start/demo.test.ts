// `npm start` from outside, as root and as anybody else: what it prints, that it is ready, how it ends, and that the next
// start finds the same data.
import { chmod, chown, mkdtemp, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addressOf } from '../../src/db/embedded/start.ts'
import { NOBODY, isRunning } from '../support/owner-process.ts'
import { readableProject, type ReadableProject } from '../support/readable-project.ts'
import { freePort } from '../support/free-port.ts'
import { launchDemo, postmasterOf, statusOf } from './demo-process.ts'

const root = process.getuid?.() === 0
const itself = { name: root ? 'root' : 'an ordinary user', uid: undefined }
const users = root ? [itself, { name: 'an ordinary user', uid: NOBODY }] : [itself]

describe.each(users)('as $name', ({ uid }) => {
  let project: ReadableProject
  let dataDir: string
  const running: ReturnType<typeof launchDemo>[] = []
  beforeAll(async () => {
    project = await readableProject(uid)
    dataDir = await mkdtemp('/tmp/turnpike-demo-')
    if (uid !== undefined) await chown(dataDir, uid, uid)
  })
  afterEach(async () => {
    for (const demo of running.splice(0)) await demo.end('SIGKILL')
  })
  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    await project.remove()
  })

  async function launch(launcher = join(project.root, 'turnpike')) {
    const demo = launchDemo({ launcher, dataDir, port: await freePort(), uid })
    running.push(demo)
    return demo
  }

  async function startDemo() {
    const demo = await launch()
    await untilReady(demo)
    return demo
  }

  test('prints where everything is, is ready, and ends in order on SIGTERM', async () => {
    const demo = await startDemo()
    const links = demo.output().match(/https?:\/\/\S+/g) ?? []
    expect(links.length).toBeGreaterThanOrEqual(3)
    for (const link of links.slice(0, 3)) expect(await statusOf(link), link).toBeLessThan(400)
    expect(links.some((link) => link.startsWith(`${demo.origin}/sim/`))).toBe(true)
    await remember(dataDir, 'first')
    const postmaster = await postmasterOf(dataDir)
    expect(await demo.end('SIGTERM')).toBe(0)
    expect(isRunning(postmaster)).toBe(false)
  })

  test('a kill leaves no database server behind, and the next start has the same data', async () => {
    const demo = await startDemo()
    expect(await remembered(dataDir)).toEqual(['first'])
    await remember(dataDir, 'second')
    const postmaster = await postmasterOf(dataDir)
    await demo.end('SIGKILL')
    await expect.poll(() => isRunning(postmaster), { timeout: 5_000 }).toBe(false)
    await startDemo()
    expect(await remembered(dataDir)).toEqual(['first', 'second'])
  })

  test('a second start on the same data is refused in a sentence and harms nothing', async () => {
    const first = await startDemo()
    const second = await launch()
    expect(await second.ended).not.toBe(0)
    expect(second.output()).toContain(`already using ${dataDir}`)
    expect(second.output()).not.toMatch(/^\s+at /m)
    expect(await statusOf(`${first.origin}/readyz`)).toBe(200)
  })

  test('Ctrl-C, through a link to the launcher, ends everything', async () => {
    const folder = await mkdtemp('/tmp/turnpike-link-')
    await chmod(folder, 0o755)
    await symlink(join(project.root, 'turnpike'), join(folder, 'tp'))
    const demo = await launch(join(folder, 'tp'))
    await untilReady(demo)
    const postmaster = await postmasterOf(dataDir)
    expect(await demo.end('SIGINT')).toBe(0)
    expect(isRunning(postmaster)).toBe(false)
    await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 })
  })
})

async function untilReady(demo: ReturnType<typeof launchDemo>): Promise<void> {
  let over = false
  void demo.ended.then(() => (over = true))
  const ready = async () => (over ? `ended: ${demo.output()}` : statusOf(`${demo.origin}/readyz`))
  await expect.poll(async () => over || (await ready()) === 200, { timeout: 90_000, interval: 100 }).toBe(true)
  expect(await ready()).toBe(200)
  await expect.poll(() => demo.output(), { timeout: 10_000 }).toContain('/sim/')
}

async function remember(dataDir: string, what: string): Promise<void> {
  await inDatabase(dataDir, 'CREATE TABLE IF NOT EXISTS remembered (n serial, what text)')
  await inDatabase(dataDir, 'INSERT INTO remembered (what) VALUES ($1)', [what])
}

async function remembered(dataDir: string): Promise<string[]> {
  return (await inDatabase(dataDir, 'SELECT what FROM remembered ORDER BY n')).map((row) => String(row['what']))
}

async function inDatabase(dataDir: string, sql: string, values: string[] = []) {
  const { connectionString } = addressOf(join(dataDir, 'postgres', 'socket'))
  const client = new Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql, values).finally(() => client.end())
  return rows
}
