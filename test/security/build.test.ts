// What is shipped. The number is that of the check in README.md.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { secretsIn } from '../../scripts/check/secrets.ts'
import { ROOT } from '../../scripts/run-program.ts'

test('73: the build holds no secret, and the looking finds one', () => {
  const files = readdirSync(`${ROOT}/dist`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap(({ parentPath, name }) => secretsIn(readFileSync(`${parentPath}/${name}`, 'utf8')))
  expect(found).toEqual([])
  expect(secretsIn(`key = 'sk_${'live'}_${'a1b2'.repeat(6)}'`)).toEqual(['a live Stripe key'])
})
