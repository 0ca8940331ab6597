import { expect, test } from 'vitest'
import { overdue, readNoted, readReport } from './advisories.ts'

const via = (id: string, name: string, severity: string) => ({
  source: 1,
  url: `https://example.com/advisories/${id}`,
  name,
  severity,
})
const reportOf = (...vias: unknown[]) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities: { one: { via: vias }, two: { via: [...vias, 'one'] } } })

test('a report is read, each advisory once; what is none says why', () => {
  expect(readReport(reportOf())).toEqual([])
  expect(readReport(reportOf(via('GHSA-aaaa-bbbb-cccc', 'left', 'high')))).toEqual([
    { id: 'GHSA-aaaa-bbbb-cccc', package: 'left', severity: 'high' },
  ])
  expect(readReport('{"message":"405 Method Not Allowed","statusCode":405}')).toBe('405 Method Not Allowed')
  expect(readReport('')).toBe('npm gave no report')
  expect(readReport('{"auditReportVersion":3,"vulnerabilities":{}}')).toBe('npm gave no report')
})

const PAGE = `
| advisory            | seen       | reachable | what is done |
| ------------------- | ---------- | --------- | ------------ |
| GHSA-aaaa-bbbb-cccc | 2026-11-01 | yes       | waits        |
| GHSA-dddd-eeee-ffff | 2026-11-01 | no        | waits        |
`

test.each([
  ['critical', 'GHSA-aaaa-bbbb-cccc', '2026-11-03', '2026-11-04'],
  ['high', 'GHSA-aaaa-bbbb-cccc', '2026-11-07', '2026-11-08'],
  ['moderate', 'GHSA-aaaa-bbbb-cccc', '2026-11-30', '2026-12-01'],
  ['critical', 'GHSA-dddd-eeee-ffff', '2027-01-29', '2027-01-30'],
])('%s (%s) has its time, and no more', (severity, id, last, first) => {
  const advisory = { id, package: 'left', severity }
  const at = (day: string) => overdue([advisory], readNoted(PAGE), new Date(day))
  expect(at(last)).toEqual([])
  expect(at(first)).toEqual([`${id} (${severity}) in left: had to be closed by ${first}`])
})

test('one that nobody has looked at is named at once', () => {
  const advisory = { id: 'GHSA-gggg-hhhh-iiii', package: 'left', severity: 'low' }
  expect(overdue([advisory], readNoted(PAGE), new Date('2026-11-01'))).toEqual([
    'GHSA-gggg-hhhh-iiii (low) in left: judge it, and write it into docs/security/advisories.md',
  ])
})
