// A database as an installation has it: the embedded server, durable, in a folder of its own that goes with it.
// Invariant: fsync is on; a bench that measures what a disk never saw measures nothing.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PRODUCT_ROLE } from '../../src/db/embedded/ready.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts'
import { migrate } from '../../src/db/migrate.ts'

export interface BenchDatabase {
  url: string
  ownerUrl: string
  redisUrl: null
  drop(): Promise<void>
}

/** Started and migrated; `drop` stops the server and removes its folder. */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'turnpike-bench-'))
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  await migrate(server.connectionString, PRODUCT_ROLE)
  return {
    url: server.productConnectionString,
    ownerUrl: server.connectionString,
    redisUrl: null,
    async drop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
