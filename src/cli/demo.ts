// `demo`, what `npm start` runs. Invariant: never beside a real Stripe key.
import type { Command } from 'commander'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { runUntilStopped } from './run-until-stopped.ts'

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Run everything on this machine, with simulated payments. Ctrl-C stops it; the data stays.')
    .action(async () => {
      const config = readConfig()
      refuseRealStripe(config)
      const { runDemo } = await loadDemo()
      await runUntilStopped((run) => runDemo(config, run))
    })
}

/** Loaded when it is asked for, because a release archive has neither demo nor simulator. */
async function loadDemo() {
  try {
    return await import('./run-demo.ts')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error
    throw new ConfigError([
      'demo: this is a release archive, for production, and has no simulator. Run `turnpike web` and `turnpike worker`; the demo runs from the sources.',
    ])
  }
}

function refuseRealStripe({ stripe }: Config): void {
  if (stripe.secretKey === null) return
  throw new ConfigError([
    'STRIPE_SECRET_KEY: is set, and the demo simulates Stripe. Unset it, or run `turnpike web` and `turnpike worker`.',
  ])
}
