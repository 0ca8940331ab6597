// The import rules of .dependency-cruiser.mjs. A checker that reads no module passes too, so the modules are counted.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT, run } from '../run-program.ts'

const Report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
})

/** Broken rules as sentences, and how many modules of `src/` and `sim/` were really read. */
export async function checkImports(): Promise<{ findings: string[]; seen: number; present: number }> {
  const cruiser = join(ROOT, 'node_modules', '.bin', 'depcruise')
  const { output } = await run([cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src', 'sim'])
  const report = Report.parse(JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)))
  const seen = report.modules.filter(({ source }) => /^(src|sim)\/.*\.tsx?$/.test(source)).length
  const present = ['src', 'sim']
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }))
    .filter((name) => /\.tsx?$/.test(name)).length
  const findings = report.summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`)
  if (seen !== present) findings.push(`only ${seen} of ${present} modules were read`)
  return { findings, seen, present }
}
