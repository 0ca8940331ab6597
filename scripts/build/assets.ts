// What the browser gets: style sheet, small modules, pictures. Each file's name carries the hash of its content, so it
// may be cached for ever; manifest.json maps the plain names to these.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { copyFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { build } from 'esbuild'
import { ROOT, runOrThrow } from '../run-program.ts'

const SOURCE = join(ROOT, 'src', 'web', 'assets')
const STYLE = 'app.css'

/** Fills the folder `assets` from src/web/assets. */
export async function buildAssets(assets: string): Promise<void> {
  await mkdir(assets, { recursive: true })
  const names = (await readdir(SOURCE)).filter((name) => !/\.test\.ts$|\.d\.ts$/.test(name))
  const modules = names.filter((name) => name.endsWith('.ts'))
  const pictures = names.filter((name) => !/\.(ts|css|json)$/.test(name) && extname(name) !== '')
  const copies = pictures.map((name) => copyFile(join(SOURCE, name), join(assets, name)))
  await Promise.all([buildStyle(assets), buildModules(modules, assets), ...copies])
  await nameByContent(assets)
}

async function buildStyle(assets: string): Promise<void> {
  const tailwind = join(ROOT, 'node_modules', '.bin', 'tailwindcss')
  await runOrThrow([tailwind, '-i', join(SOURCE, STYLE), '-o', join(assets, STYLE), '--minify'])
}

async function buildModules(names: string[], assets: string): Promise<void> {
  if (names.length === 0) return
  await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => join(SOURCE, name)),
    outdir: assets,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
  })
}

async function nameByContent(assets: string): Promise<void> {
  const manifest: Record<string, string> = {}
  for (const name of (await readdir(assets)).toSorted()) {
    const path = join(assets, name)
    const hash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, 12)
    const extension = extname(name)
    const hashed = `${name.slice(0, -extension.length)}.${hash}${extension}`
    await rename(path, join(assets, hashed))
    manifest[name] = hashed
  }
  await writeFile(join(assets, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
