// The stamp must change with every change that a build would see, and with nothing else.
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceStamp } from './source-stamp.ts'

test('changes when a source is added, touched or removed, not for a test or a document', async () => {
  const root = await mkdtemp('/tmp/turnpike-stamp-')
  await mkdir(join(root, 'src', 'vpn'), { recursive: true })
  const stamps = [sourceStamp(root)]
  const after = async (change: Promise<unknown>) => {
    await change
    stamps.push(sourceStamp(root))
  }
  await after(writeFile(join(root, 'src', 'vpn', 'a.ts'), 'one'))
  await after(utimes(join(root, 'src', 'vpn', 'a.ts'), 1, 1))
  await after(writeFile(join(root, 'src', 'b.css'), 'two'))
  expect(new Set(stamps).size).toBe(stamps.length)

  const stamp = sourceStamp(root)
  await writeFile(join(root, 'src', 'vpn', 'a.test.ts'), 'test')
  await writeFile(join(root, 'README.md'), 'text')
  expect(sourceStamp(root)).toBe(stamp)
  await rm(join(root, 'src', 'b.css'))
  expect(sourceStamp(root)).toBe(stamps[2])
  await rm(root, { recursive: true })
})
