// The built files of dist/assets, read once; their names carry their content's hash, so browsers may keep them for ever.
// Invariant: only what the manifest lists is served, whatever a path says.
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { z } from 'zod'
import { projectFile } from '../../lib/project-file.ts'
import type { Assets } from './layout.tsx'

export interface BuiltAssets extends Assets {
  file(name: string): { body: Uint8Array<ArrayBuffer>; type: string } | undefined
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
}

/** Without a build, as in tests from source, pages name files that are not there. */
export function loadAssets(): BuiltAssets {
  const manifest = readManifest()
  const files = new Map(
    Object.values(manifest).map((name) => [
      name,
      {
        body: new Uint8Array(readFileSync(projectFile(`dist/assets/${name}`))),
        type: TYPES[extname(name)] ?? 'application/octet-stream',
      },
    ]),
  )
  return { url: (name) => `/assets/${manifest[name] ?? name}`, file: (name) => files.get(name) }
}

function readManifest(): Record<string, string> {
  try {
    const text = readFileSync(projectFile('dist/assets/manifest.json'), 'utf8')
    return z.record(z.string(), z.string()).parse(JSON.parse(text))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
