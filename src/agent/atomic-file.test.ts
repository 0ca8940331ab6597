// What is written is whole, whoever writes at once and whatever fails in between.
import { mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { writeAtomic } from './atomic-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp('/tmp/turnpike-whole-')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

/** As a disk that fails does, at the one step of an open file. */
async function failAt(step: 'writeFile' | 'datasync'): Promise<void> {
  const file = await open(folder)
  await file.close()
  const anyFile = Object.getPrototypeOf(file) as typeof file // of all files that are open
  vi.spyOn(anyFile, step).mockRejectedValue(new Error(`no ${step}`))
}

test.each(['writeFile', 'datasync'] as const)(
  'a failure at %s leaves what was there, and nothing beside it',
  async (step) => {
    const path = join(folder, 'kept')
    await writeAtomic(path, 'old')
    await failAt(step)
    await expect(writeAtomic(path, 'new')).rejects.toThrow(`no ${step}`)
    vi.restoreAllMocks()
    expect([await readdir(folder), await readFile(path, 'utf8')]).toEqual([['kept'], 'old'])
  },
)

test('a rename that fails leaves nothing beside', async () => {
  await expect(writeAtomic(join(folder, '.'), 'new')).rejects.toThrow(/EBUSY|EISDIR|EEXIST/)
  expect(await readdir(folder)).toEqual([])
})

test('of many writers at once one content is there, whole, for its owner alone', async () => {
  const path = join(folder, 'kept')
  const contents = Array.from({ length: 20 }, (_, at) => String.fromCharCode(97 + at).repeat(1 + at * 50_000))
  await Promise.all(contents.map((content) => writeAtomic(path, content)))
  expect(contents).toContain(await readFile(path, 'utf8'))
  expect(await readdir(folder)).toEqual(['kept'])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})
