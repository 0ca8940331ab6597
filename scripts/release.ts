// Makes a release: an archive for production, its list of packages, a checksum file and its signature. The same commit gives the
// same archive, so anybody can make it again and compare. `--make-key FILE` makes the key to sign with.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { billOfMaterials } from './release/bill-of-materials.ts'
import { makeKey } from './release/keys.ts'
import { pack } from './release/pack.ts'
import { sealRelease } from './release/seal-release.ts'
import { stage } from './release/stage.ts'
import { ROOT, runOrThrow } from './run-program.ts'

const USAGE = 'usage: npm run release -- --key FILE [--out FOLDER], or npm run release -- --make-key FILE'
const options = {
  key: { type: 'string' },
  out: { type: 'string', default: 'release' },
  'make-key': { type: 'string' },
} as const

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

async function main(): Promise<void> {
  const { key, out, 'make-key': made } = parseArgs({ options }).values
  if (made !== undefined) return makeKey(resolve(made))
  if (key === undefined) throw new Error(USAGE)
  await release(resolve(out), await readFile(key, 'utf8'))
}

async function release(out: string, privateKey: string): Promise<void> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))
  const name = `turnpike-${version}`
  const at = await momentOfCommit()
  const bom = await billOfMaterials(at)
  const work = await mkdtemp(join(tmpdir(), 'turnpike-release-'))
  try {
    await stage(join(work, name), bom)
    await mkdir(out, { recursive: true })
    const [archive, list] = [join(out, `${name}.tar.gz`), join(out, `${name}.cdx.json`)]
    await pack(join(work, name), archive, at)
    await writeFile(list, bom)
    await sealRelease(join(out, `${name}.sha256`), [archive, list], privateKey)
    console.log(`${archive}\n${await readFile(join(out, `${name}.sha256`), 'utf8')}`)
  } finally {
    await rm(work, { recursive: true })
  }
}

/** The time of all files: the commit's, or in a copy without history what SOURCE_DATE_EPOCH says (reproducible-builds.org). */
async function momentOfCommit(): Promise<Date> {
  const epoch = process.env['SOURCE_DATE_EPOCH'] ?? (await runOrThrow(['git', 'log', '-1', '--format=%ct']))
  return new Date(Number(epoch) * 1000)
}
