// An anchor that was written is there after a crash, with the file and the folder it stands in.
import { randomBytes } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openAnchorFile } from './audit-anchor-file.ts'

/** Notes what is synced from now on, file or folder. */
async function watchSyncs(folder: string): Promise<Set<string>> {
  const synced = new Set<string>()
  const file = await open(folder)
  await file.close()
  vi.spyOn(Object.getPrototypeOf(file) as typeof file, 'sync').mockImplementation(function (this: typeof file) {
    synced.add(readlinkSync(`/proc/self/fd/${this.fd}`))
    return Promise.resolve()
  })
  return synced
}

test('the first line syncs the file, its folder and the folders made for it; nobody else can enter them', async () => {
  const above = await mkdtemp('/tmp/turnpike-anchors-')
  const [outer, inner] = [join(above, 'a'), join(above, 'a', 'b')]
  const path = join(inner, 'anchors')
  const synced = await watchSyncs(above)
  const anchors = openAnchorFile(path, [randomBytes(32)])
  const anchor = { database: 'd', position: 1n, row: 1n, hash: 'ab', at: new Date() }
  await anchors.append([anchor])
  expect(synced).toEqual(new Set([above, outer, inner, path]))
  for (const folder of [outer, inner]) expect((await stat(folder)).mode & 0o777).toBe(0o700)
  synced.clear()
  await anchors.append([anchor])
  expect(synced).toEqual(new Set([path]))
  vi.restoreAllMocks()
  await rm(above, { recursive: true })
})
