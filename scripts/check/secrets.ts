// Looks for secrets in the tree and in everything git remembers: a secret that was committed once is public, even when a
// later commit removed it. Findings name the place and the kind, never the value.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../run-program.ts'
import type { TextFile } from './tree.ts'

const KINDS: readonly [kind: string, pattern: RegExp][] = [
  ['a live Stripe key', /\b[sr]k_live_\w+/g],
  ['a Stripe test key', /\b[sr]k_test_\w{24,}/g],
  ['a webhook secret', /\bwhsec_[\w+/=]{16,}/g],
  ['a private key', /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/g],
  ['an age key', /\bAGE-SECRET-KEY-1\w+/g],
  ['a cloud access key', /\bAKIA[0-9A-Z]{16}\b/g],
]

/** Exact values that look like a secret and are none. */
const HARMLESS: ReadonlySet<string> = new Set<string>()

/** Kinds of secret in `text`. */
export function secretsIn(text: string): string[] {
  return KINDS.filter(([, pattern]) => (text.match(pattern) ?? []).some((value) => !HARMLESS.has(value))).map(
    ([kind]) => kind,
  )
}

/** Findings in the files as they are. */
export function secretsInTree(files: readonly TextFile[]): string[] {
  return files.flatMap(({ path, text }) => secretsIn(text).map((kind) => `${path}: looks like ${kind}`))
}

/** Findings in every line that any commit of any branch added. An unpacked archive has no history to look at. */
export async function secretsInHistory(root: string): Promise<string[]> {
  if (!existsSync(join(root, '.git'))) return []
  const { code, output } = await run([
    'git',
    'log',
    '--all',
    '-p',
    '--unified=0',
    '--format=commit %h',
    '--no-color',
    '--text',
  ])
  if (code !== 0) return [`git log failed: ${output.trim()}`]
  return output
    .split(/^commit (?=[0-9a-f]+$)/m)
    .flatMap((commit) => secretsIn(commit).map((kind) => `commit ${commit.slice(0, 12).trim()}: looks like ${kind}`))
}
