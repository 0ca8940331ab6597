// A program that owns an embedded database, for tests that kill its owner. Says one JSON line when the database answers,
// then stays until it is interrupted.
import { readFileSync } from 'node:fs'
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts'

const [dataDir = ''] = process.argv.slice(2)
const lines: string[] = []
const server = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) })
const pid = Number(readFileSync(`${server.socketDir}/.s.PGSQL.5432.lock`, 'utf8').split('\n')[0])
console.log(JSON.stringify({ url: server.connectionString, postmaster: pid, log: lines }))

const alive = setInterval(() => undefined, 1000)
process.once('SIGTERM', () => {
  clearInterval(alive)
  void server.stop()
})
