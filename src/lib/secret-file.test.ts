// From which files a secret is taken.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSecretFile } from './secret-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp('/tmp/turnpike-secret-')
})
afterAll(() => rm(folder, { recursive: true }))

/** What is said of a file of these modes, in a folder of those. */
async function said({ mode, folderMode = 0o755, within = 'secrets', isPublic = false }: Case): Promise<string> {
  await chmod(folder, 0o755)
  const parent = join(folder, within)
  await mkdir(parent, { recursive: true })
  await writeFile(join(parent, 'secret'), 'sesame\n')
  await chmod(join(parent, 'secret'), mode)
  await chmod(parent, folderMode)
  const read = readSecretFile(join(parent, 'secret'), { dataDir: join(folder, 'data'), isPublic })
  return 'fault' in read ? read.fault : read.text
}
interface Case {
  mode: number
  folderMode?: number
  within?: string
  isPublic?: boolean
}

test.each<[string, Case]>([
  ['its owner alone', { mode: 0o400 }],
  ['a group reads it', { mode: 0o640 }],
  ['the world may, but the folder is closed', { mode: 0o644, folderMode: 0o700 }],
  ['a certificate', { mode: 0o644, isPublic: true }],
  ['a certificate in DATA_DIR', { mode: 0o644, within: 'data', isPublic: true }],
])('%s: it is taken', async (_, one) => {
  expect(await said(one)).toBe('sesame')
})

test.each<[string, Case, RegExp]>([
  ['the world reads it', { mode: 0o644 }, /^everybody on this machine can read .*chmod o-r/],
  ['a group writes to it', { mode: 0o660 }, /^others can write to .*chmod go-w/],
  ['the world writes to it', { mode: 0o602 }, /^others can write/],
  ['others write to a certificate', { mode: 0o664, isPublic: true }, /^others can write/],
  ['it lies in DATA_DIR', { mode: 0o400, within: 'data' }, /^a secret must not lie in DATA_DIR/],
  ['it lies below DATA_DIR', { mode: 0o400, within: 'data/keys' }, /^a secret must not lie in DATA_DIR/],
])('%s: it is not', async (_, one, sentence) => {
  expect(await said(one)).toMatch(sentence)
})

test('a link is judged by what it leads to, and one that leads nowhere is told', async () => {
  await said({ mode: 0o400, within: 'data' })
  await symlink(join(folder, 'data', 'secret'), join(folder, 'link'))
  const faultOf = (path: string) => {
    const read = readSecretFile(path, { dataDir: join(folder, 'data'), isPublic: false })
    return 'fault' in read ? read.fault : ''
  }
  expect(faultOf(join(folder, 'link'))).toContain('DATA_DIR')
  for (const path of ['nowhere', '.']) expect(faultOf(join(folder, path)), path).toContain('cannot be read')
})
