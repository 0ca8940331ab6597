// `doctor`: one line a check, with what to do about it; exit status 1 when one fails.
import type { Command } from 'commander'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { examine, type Finding } from '../ops/doctor.ts'
import { ExitStatus } from './fault.ts'
import { printJson, printLine } from './print.ts'
import { productionFaults } from './production-faults.ts'
import { demoOf, withContext } from './with-context.ts'

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'Check configuration, database, Redis, Stripe, mail, public address, disk and clock. Exit status 1: something is wrong.',
    )
    .option('--json', 'print one JSON value')
    .action(async (options: { json?: true }) => {
      const findings = await findAll()
      const isFine = findings.every((finding) => finding.ok)
      if (options.json) printJson({ ok: isFine, checks: findings })
      else for (const finding of findings) printLine(lineOf(finding))
      if (!isFine) throw new ExitStatus(1)
    })
}

async function findAll(): Promise<Finding[]> {
  try {
    const config = readConfig()
    return [...aboutSettings(config), ...(await examineWith(config))]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n').map(unsound)
  }
}

/** The demo opens on whatever it is given. */
function aboutSettings(config: Config): Finding[] {
  const faults = config.stripe.secretKey === null ? [] : productionFaults(config)
  if (faults.length > 0) return faults.map(unsound)
  return [{ id: 'configuration', ok: true, detail: 'It can be read.', hint: null }]
}

function unsound(line: string): Finding {
  return { id: 'configuration', ok: false, detail: line, hint: null }
}

async function examineWith(config: Config): Promise<Finding[]> {
  const demo = await demoOf(config)
  return examine({
    withDatabase: (look) => withContext(({ db }) => look(db)),
    withSeal: (look) => withContext(async (context) => look({ db: context.db, seal: await context.seal() })),
    withStripe: (look) => withContext(async (context) => look(await context.stripe(), context.config.stripe.apiBase)),
    redisUrl: config.redisUrl,
    smtpUrl: config.mail.smtpUrl,
    dataDir: config.dataDir,
    baseUrl: demo ? new URL(demo.baseUrl) : config.baseUrl,
    clock: config.clock,
    tax: config.tax,
  })
}

function lineOf({ id, ok, detail, hint }: Finding): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${id.padEnd(14)} ${detail}${ok || hint === null ? '' : ` ${hint}`}`
}
