// Runs Stripe's own command line tool against a simulator.
// Invariant: it reaches loopback only, sends no telemetry, and reads and writes nothing outside a directory made for it.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The tool as npm installed it for this machine. Throws, with the package's name, where it is not installed. */
export function stripeCliPath(): string {
  const name = `@stripe/cli-${process.platform}-${process.arch}`
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return join(dirname(manifest), 'bin', 'stripe')
}

/** Runs `stripe ...args` to its end (30 s at most) and returns what it printed; throws, with that text, when it exits other than 0. */
export async function stripeCli(...args: string[]): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'stripe-cli-'))
  try {
    const { stdout, stderr } = await run(stripeCliPath(), args, { env: isolatedEnvironment(home), timeout: 30_000 })
    return stdout + stderr
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** The tool looks for newer versions of itself when it starts; a proxy that nobody answers keeps it on loopback, which bypasses proxies. */
function isolatedEnvironment(home: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9'
  return {
    HOME: home,
    XDG_CONFIG_HOME: home,
    HTTPS_PROXY: nowhere,
    HTTP_PROXY: nowhere,
    STRIPE_CLI_TELEMETRY_OPTOUT: '1',
    STRIPE_NO_AUTO_UPDATE: '1',
    STRIPE_CLI_NO_PLUGIN_AUTO_INSTALL: '1',
  }
}
