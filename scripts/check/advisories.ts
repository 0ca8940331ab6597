// Known vulnerabilities in the packages that an installation runs on, held to the times of docs/security/practice.md. The registry is
// asked; where it does not answer that is said, and is no failure: a machine without network can check everything else.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export interface Advisory {
  /** Such as GHSA-xxxx-xxxx-xxxx. */
  id: string
  package: string
  severity: string
}

/** A line of docs/security/advisories.md: when somebody here first saw it, and whether it can be reached from outside. */
export interface Noted {
  seen: Date
  isReachable: boolean
}

const DAY = 86_400_000
/** Days from when it was seen until it is closed; whatever cannot be reached has 90. */
const DAYS: Record<string, number> = { critical: 3, high: 7 }

/** What is wrong: an advisory that nobody has looked at, and one whose time is over. */
export function overdue(advisories: readonly Advisory[], noted: ReadonlyMap<string, Noted>, now: Date): string[] {
  return advisories.flatMap(({ id, package: name, severity }) => {
    const known = noted.get(id)
    if (!known) return [`${id} (${severity}) in ${name}: judge it, and write it into docs/security/advisories.md`]
    const days = known.isReachable ? (DAYS[severity] ?? 30) : 90
    const end = new Date(known.seen.getTime() + days * DAY)
    return now < end ? [] : [`${id} (${severity}) in ${name}: had to be closed by ${end.toISOString().slice(0, 10)}`]
  })
}

const Via = z.object({ url: z.string(), name: z.string(), severity: z.string() })
const Report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), Via])) })),
})
const Refused = z.object({ message: z.string() })

/** The advisories of `npm audit --json`, each once; or in words why there is no answer. */
export function readReport(text: string): Advisory[] | string {
  const said = jsonOf(text)
  const report = Report.safeParse(said)
  if (!report.success) return Refused.safeParse(said).data?.message ?? 'npm gave no report'
  const found = Object.values(report.data.vulnerabilities).flatMap(({ via }) =>
    via.filter((one) => typeof one === 'object'),
  )
  const all = found.map(({ url, name, severity }) => ({ id: url.split('/').at(-1) ?? url, package: name, severity }))
  return [...new Map(all.map((one) => [one.id, one])).values()]
}

/** Of the table in docs/security/advisories.md. */
export function readNoted(page: string): Map<string, Noted> {
  const rows = page.matchAll(/^\| (GHSA-[\w-]+) +\| (\d{4}-\d{2}-\d{2}) +\| (yes|no) +\|/gm)
  return new Map(
    Array.from(rows, ([, id = '', seen = '', isReachable]) => [
      id,
      { seen: new Date(seen), isReachable: isReachable === 'yes' },
    ]),
  )
}

/** `unasked` is why nothing is known. */
export async function checkAdvisories(root: string, now: Date): Promise<{ wrong: string[] } | { unasked: string }> {
  const report = readReport(await ask(root))
  if (typeof report === 'string')
    return { unasked: `the registry does not say which vulnerabilities it knows: ${report}` }
  const page = readFileSync(join(root, 'docs/security/advisories.md'), 'utf8')
  return { wrong: overdue(report, readNoted(page), now) }
}

/** npm ends with 1 where it finds something, so what it printed decides. */
function ask(root: string): Promise<string> {
  const argv = ['audit', '--json', '--omit=dev', '--package-lock-only', '--fetch-retries=0', '--fetch-timeout=10000']
  return new Promise((resolve) => {
    execFile('npm', argv, { cwd: root, timeout: 30_000, maxBuffer: 32 << 20 }, (_, stdout) => resolve(stdout))
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // npm was killed, or is not there
  }
}
