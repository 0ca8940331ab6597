// Vitest's global set-up: one PostgreSQL server for the run, whose socket folder the tests get by `inject`.
import type { TestProject } from 'vitest/node'
import { startTestServer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresSocketDir: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  project.provide('postgresSocketDir', server.socketDir)
  return server.stop
}
