// A command beside a running Turnpike shares its database; alone, it runs the database itself.
import { mkdtemp, rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { isLocked } from './lock.ts'
import { startEmbeddedPostgres } from './start.ts'
import { useEmbeddedPostgres } from './use.ts'

test('shares a running database and leaves it running, and starts one where none runs', async () => {
  const dataDir = await mkdtemp('/tmp/turnpike-use-')
  const log = () => undefined
  const owner = await startEmbeddedPostgres({ dataDir, log })
  const guest = await useEmbeddedPostgres({ dataDir, log })
  expect(guest.connectionString).toBe(owner.connectionString)
  await guest.stop()
  expect(await isLocked(dataDir)).toBe(true)
  await owner.stop()
  expect(await isLocked(dataDir)).toBe(false)

  const alone = await useEmbeddedPostgres({ dataDir, log })
  expect(await isLocked(dataDir)).toBe(true)
  await alone.stop()
  await rm(dataDir, { recursive: true })
})
