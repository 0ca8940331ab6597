// Each house rule with a file that keeps it and one that breaks it.
import { expect, test } from 'vitest'
import { checkTexts } from './text-rules.ts'

const FINE = '// What it is for.\nexport const x = 1\n'
const mark = (text: string) => ['TO', 'DO'].join('') + text

test.each([
  ['src/vpn/add-device.ts', FINE],
  ['src/web/portal/plan-cards-view.tsx', FINE],
  ['src/billing/queries.ts', `${FINE}sql\`select 1\`\n`],
  ['src/billing/generated.ts', `// Generated.\n${'\n'.repeat(400)}`],
  ['src/vpn/add-device.test.ts', 'import x from y\n'],
  ['docs/helpers.md', '# Notes\n'],
])('%s is fine', (path, text) => {
  expect(checkTexts([{ path, text }])).toEqual([])
})

test.each([
  ['src/billing/helpers.ts', FINE, 'names a role'],
  ['src/services/billing.ts', FINE, 'names a role'],
  ['src/vpn/addDevice.ts', FINE, 'kebab-case'],
  ['src/vpn/add-device.ts', `// For.\n${'\n'.repeat(400)}`, 'lines'],
  ['src/vpn/add-device.ts', 'import x from y\n', 'first line'],
  ['src/web/portal/devices.tsx', `${FINE}sql\`select 1\`\n`, 'SQL belongs'],
  ['src/vpn/add-device.ts', `${FINE}db.selectFrom('x')\n`, 'SQL belongs'],
  ['src/vpn/add-device.ts', `${FINE}// oxlint-disable-next-line no-console\n`, 'without a reason'],
  ['docs/plan.md', mark(': later\n'), 'puts a decision off'],
])('%s is found out', (path, text, finding) => {
  expect(checkTexts([{ path, text }])).toEqual([expect.stringContaining(finding)])
})
