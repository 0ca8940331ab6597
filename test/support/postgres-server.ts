// One throw-away PostgreSQL server for a test run, with the product's schema in a template database. It is the embedded
// server, or Debian's 15 when TEST_POSTGRES=15, since the product promises to run on both. Not durable, for speed.
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { findBinaries } from '../../src/db/embedded/binaries.ts'
import { SERVER_ROLE } from '../../src/db/embedded/create-cluster.ts'
import { makePrivate } from '../../src/db/embedded/home.ts'
import { startPostmaster } from '../../src/db/embedded/postmaster.ts'
import { runOrThrow, serverProgram } from '../../src/db/embedded/program.ts'
import { PRODUCT_ROLE, ROLE, untilReady } from '../../src/db/embedded/ready.ts'
import { chooseRunAs } from '../../src/db/embedded/run-as.ts'
import { migrate } from '../../src/db/migrate.ts'

export const TEMPLATE = 'turnpike_template'

const FOLDERS = '/tmp'
const FOLDER_NAME = /^turnpike-test-(?<pid>\d+)-/

const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  jit: 'off',
  autovacuum: 'off', // its workers are the server's own: a database cannot be dropped while one is in it
}

/** The URL of `database` on the server whose socket lies in `socketDir`, as who owns it or as the product. */
export function urlOf(socketDir: string, database: string, role = ROLE): string {
  return `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(socketDir)}`
}

/** Starts the server and makes the template; `stop` leaves nothing behind. */
export async function startTestServer(): Promise<{ socketDir: string; stop(): Promise<void> }> {
  await removeLeftovers()
  const folder = await mkdtemp(join(FOLDERS, `turnpike-test-${process.pid}-`))
  const runAs = await chooseRunAs(join(folder, 'data'))
  const binaries =
    process.env['TEST_POSTGRES'] === '15' ? debianBinaries() : await findBinaries(runAs, join(folder, 'programs'))
  await chown(folder, runAs.uid, runAs.gid)
  const [clusterDir, socketDir] = [join(folder, 'data'), join(folder, 'socket')]
  for (const made of [clusterDir, socketDir]) await makePrivate(made, runAs)
  const initdb = ['-D', clusterDir, '-U', SERVER_ROLE, '--auth=trust', '--no-sync', '--encoding=UTF8']
  await runOrThrow(binaries.initdb, [...initdb, '--locale=C'], { switches: runAs.switches })
  const postmaster = startPostmaster({ binaries, runAs, clusterDir, socketDir, settings: FAST, log: () => undefined })
  const stop = async () => {
    await postmaster.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(postmaster, socketDir, () => undefined)
    await makeTemplate(socketDir)
  } catch (error) {
    await stop()
    throw error
  }
  return { socketDir, stop }
}

async function makeTemplate(socketDir: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(socketDir, 'turnpike') })
  await client.connect()
  await client.query(`CREATE DATABASE ${TEMPLATE}`)
  await client.end()
  await migrate(urlOf(socketDir, TEMPLATE), PRODUCT_ROLE)
}

function debianBinaries() {
  const folder = '/usr/lib/postgresql/15/bin'
  if (!existsSync(folder)) throw new Error('TEST_POSTGRES=15 needs the package postgresql-15')
  return { postgres: serverProgram(folder, 'postgres'), initdb: serverProgram(folder, 'initdb') }
}

/** A run that was killed could not clean up; its folder names the process, which is gone. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(FOLDERS)) {
    const pid = FOLDER_NAME.exec(name)?.groups?.['pid']
    if (pid && !existsSync(`/proc/${pid}`)) await rm(join(FOLDERS, name), { recursive: true, force: true })
  }
}
