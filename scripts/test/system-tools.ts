// Sees to it that the machine has the programs that the suites drive. Root on Debian gets them installed; anybody else
// is told their names. A test is never left out because its tool is missing.
import { existsSync } from 'node:fs'
import { runInherited } from '../run-program.ts'
import type { Suite } from './suites.ts'

const APT = ['apt-get', '-y', '-o', 'DPkg::Lock::Timeout=300']

/** Resolves when every program is there; throws one line that names the missing packages, or the want of root. */
export async function ensureTools(suites: readonly Suite[]): Promise<void> {
  const root = process.getuid?.() === 0
  const rootOnly = suites.filter(({ needsRoot }) => needsRoot).map(({ name }) => name)
  if (!root && rootOnly.length > 0)
    throw new Error(`these suites make network namespaces and need root: ${rootOnly.join(' ')}`)

  const packages = missingPackages(suites)
  if (packages.length === 0) return
  if (!root || !existsSync('/usr/bin/apt-get')) throw new Error(`install these packages first: ${packages.join(' ')}`)
  console.log(`installing ${packages.join(' ')}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runInherited([...APT, 'update', '-q'], environment)
  await runInherited([...APT, 'install', '-q', '--no-install-recommends', ...packages], environment)
  const still = missingPackages(suites)
  if (still.length > 0) throw new Error(`apt-get could not install: ${still.join(' ')}`)
}

function missingPackages(suites: readonly Suite[]): string[] {
  const tools = suites.flatMap((suite) => Object.entries(suite.tools))
  return [...new Set(tools.filter(([program]) => !existsSync(program)).map(([, name]) => name))]
}
