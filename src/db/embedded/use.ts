// For commands that run beside the product (`export`, `doctor`): they use the embedded database of the Turnpike that has
// it running, or, when none has, run it themselves for as long as they need it.
import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isLocked } from './lock.ts'
import { addressOf, startEmbeddedPostgres } from './start.ts'
import type { EmbeddedOptions, EmbeddedPostgres } from './start.ts'

/** The other Turnpike may be starting right now; a first start takes a few seconds. */
const OTHER_START_MS = 30_000

/** The running database of `dataDir`, whose `stop` then does nothing, or one that is started for the caller. */
export async function useEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + OTHER_START_MS
  while (await isLocked(options.dataDir)) {
    const socketDir = join(options.dataDir, 'postgres', 'socket')
    if (existsSync(join(socketDir, '.s.PGSQL.5432'))) {
      return { ...addressOf(await realpath(socketDir)), stop: () => Promise.resolve() }
    }
    if (Date.now() > deadline)
      throw new Error(`the database of the Turnpike that uses ${options.dataDir} does not answer`)
    await sleep(100)
  }
  return startEmbeddedPostgres(options)
}
