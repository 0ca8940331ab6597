// What may be found in postmaster.pid after a kill, short of a running server (start.test.ts has that one).
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endOrphan } from './orphan.ts'

test.each([
  ['a process id that somebody else has by now', String(process.ppid)],
  ['a process id that nobody has', '4194304'],
  ['something that is no process id', 'torn'],
])('%s is replaced by ours, which PostgreSQL does not mind, and the rest is kept', async (_name, pid) => {
  const clusterDir = await mkdtemp('/tmp/turnpike-orphan-')
  const file = join(clusterDir, 'postmaster.pid')
  await writeFile(file, `${pid}\n${clusterDir}\n1700000000\n5432\n`)
  const lines: string[] = []
  await endOrphan(clusterDir, (line) => lines.push(line))
  expect(await readFile(file, 'utf8')).toBe(`${process.pid}\n${clusterDir}\n1700000000\n5432\n`)
  expect(lines).toEqual([])
  await rm(clusterDir, { recursive: true })
})
