// Vitest's global set-up: one PostgreSQL server for the run, whose socket folder the tests get by `inject`, and one Redis
// where TEST_REDIS=1, since the product promises to count the same in both.
import type { TestProject } from 'vitest/node'
import { startTestServer } from './postgres-server.ts'
import { startRedis } from './redis-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresSocketDir: string
    redisUrl: string | null
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  project.provide('postgresSocketDir', server.socketDir)
  const redis = process.env['TEST_REDIS'] === '1' ? await startRedis() : null
  project.provide('redisUrl', redis?.url ?? null)
  return async () => {
    await redis?.stop()
    await server.stop()
  }
}
