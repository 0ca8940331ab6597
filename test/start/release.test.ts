// A release from its making to its start: the same bytes twice, a changed byte refused, and nothing in it that production does not need.
// The number is that of test/security/README.md.
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../../scripts/run-program.ts'
import { verifyRelease } from '../../src/ops/verify-release.ts'

const call = promisify(execFile)
const release = (...argv: string[]) =>
  call(process.execPath, [join(ROOT, 'scripts/release.ts'), ...argv], { cwd: ROOT })
let folder = ''
let key = ''
let [first, second] = ['', '']
let name = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnpike-released-'))
  key = join(folder, 'key.pem')
  await release('--make-key', key)
  ;[first, second] = [join(folder, 'first'), join(folder, 'second')]
  await release('--key', key, '--out', first)
  await release('--key', key, '--out', second)
  name = (await readdir(first)).find((file) => file.endsWith('.tar.gz')) ?? ''
}, 180_000)
afterAll(() => rm(folder, { recursive: true }))

/** The release again, with one file changed by hand, and what the check says of it. */
async function tampered(file: string, change: (bytes: Buffer) => void, publicKey = `${key}.pub`): Promise<string> {
  const copy = await mkdtemp(join(folder, 'tampered-'))
  for (const one of await readdir(first)) await copyFile(join(first, one), join(copy, one))
  const bytes = await readFile(join(copy, file))
  change(bytes)
  await writeFile(join(copy, file), bytes)
  const verdict = verifyRelease(join(copy, name), await readFile(publicKey, 'utf8'))
  return verdict.then(
    () => 'as it was released',
    (error: unknown) => String(error),
  )
}
const flip = (at: number) => (bytes: Buffer) => void bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)

test('74: the key is its owner’s alone and is never overwritten', async () => {
  expect((await stat(key)).mode & 0o777).toBe(0o600)
  await expect(release('--make-key', key)).rejects.toThrow('EEXIST')
  await expect(release('--out', first)).rejects.toThrow('usage:')
})

test('74: the same commit gives the same bytes', async () => {
  const files = (await readdir(first)).toSorted()
  expect(files.map((file) => file.replace(/^turnpike-[\d.]+\d/, ''))).toEqual([
    '.cdx.json',
    '.sha256',
    '.sha256.sig',
    '.tar.gz',
  ])
  for (const file of files)
    expect((await readFile(join(first, file))).equals(await readFile(join(second, file))), file).toBe(true)
})

test('74: a changed byte is refused, wherever it is, and so is the signature of another', async () => {
  const [sums, sig] = [name.replace('.tar.gz', '.sha256'), name.replace('.tar.gz', '.sha256.sig')]
  const { size } = await stat(join(first, name))
  expect(await tampered(name, () => undefined)).toBe('as it was released')
  for (const at of [0, Math.floor(size / 2), size - 1])
    expect(await tampered(name, flip(at))).toContain('checksum differs')
  expect(await tampered(sums, flip(0))).toContain('was not signed with this key, or was changed since')
  expect(await tampered(sig, flip(0))).toContain('was not signed with this key, or was changed since')
  const other = join(folder, 'other.pem')
  await release('--make-key', other)
  expect(await tampered(name, () => undefined, `${other}.pub`)).toContain('was not signed with this key')
  expect(await tampered(name, () => undefined, join(ROOT, 'package.json'))).toContain('no public key')
  await expect(verifyRelease(join(folder, 'none.tar.gz'), await readFile(`${key}.pub`, 'utf8'))).rejects.toThrow(
    'beside the archive',
  )
})

test('74: openssl and sha256sum say the same, for who has no Turnpike yet', async () => {
  const sums = name.replace('.tar.gz', '.sha256')
  const signed = ['-in', sums, '-sigfile', `${sums}.sig`]
  const checked = await call('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', `${key}.pub`, '-rawin', ...signed], {
    cwd: first,
  })
  expect(checked.stdout).toContain('Signature Verified Successfully')
  expect((await call('sha256sum', ['-c', sums], { cwd: first })).stdout).toContain(`${name}: OK`)
})

test('74: what is in it: the build, its list of packages, no simulator, no demo, no sources, no tests', async () => {
  const { stdout } = await call('tar', ['-tzf', join(first, name)])
  const files = stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^[^/]*\//, ''))
  for (const there of [
    'dist/src/cli/main.js',
    'dist/agent.mjs',
    'db/migrations/0001-start.sql',
    'deploy/systemd/turnpike-agent.service',
    'sbom.cdx.json',
    'turnpike',
    '.npmrc',
  ])
    expect(files).toContain(there)
  const wrong = /^(src|sim|test|scripts|bench|dist\/sim)\/|run-demo|\.test\.|\.map$|\.git\/|\.stamp|node_modules|\.pem$/
  expect(files.filter((path) => wrong.test(path))).toEqual([])
  const bom = JSON.parse(await readFile(join(first, name.replace('.tar.gz', '.cdx.json')), 'utf8')) as {
    components: { name: string }[]
  }
  const listed = bom.components.map((one) => one.name)
  expect(listed).toContain('stripe')
  expect(listed, 'tools of the developers are not installed').not.toContain('vitest')
})

test('15.2.3: unpacked it runs, checks the next release, and says kindly that it has no demo', async () => {
  const place = await mkdtemp(join(folder, 'installed-'))
  await call('tar', ['-xzf', join(first, name), '-C', place, '--strip-components=1'])
  await symlink(join(ROOT, 'node_modules'), join(place, 'node_modules'))
  const turnpike = (...argv: string[]) =>
    call(join(place, 'turnpike'), argv, { env: { PATH: process.env['PATH'] ?? '' } })
  expect((await turnpike('verify-release', join(second, name), '--key', `${key}.pub`)).stdout).toContain(
    'as it was released',
  )
  const failed = async (...argv: string[]) => turnpike(...argv).catch((error: unknown) => error)
  await expect(failed('demo')).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^turnpike: demo: this is a release archive.*\n$/) as string,
  })
  await expect(failed('web')).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('MASTER_KEY: is not set') as string,
  })
})
