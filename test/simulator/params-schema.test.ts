// The schemas that requests are held to are those of the installed SDK, and the operations are ones it really sends.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { paramsSchema, schemaFile } from '../../scripts/stripe-schemas.ts'

const committed = readFileSync(schemaFile, 'utf8')

test(
  'params.schema.json is what the installed SDK makes (else: node scripts/stripe-schemas.ts)',
  { timeout: 60_000 },
  () => {
    expect(paramsSchema() === committed).toBe(true)
  },
)

test('every operation is one that the SDK sends, under that path', () => {
  const resources = join(dirname(fileURLToPath(import.meta.resolve('stripe'))), 'resources')
  const sources = readdirSync(resources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
  const sent = new Set(sources.flatMap((name) => operationsIn(readFileSync(join(resources, name), 'utf8'))))
  expect(sent.size).toBeGreaterThan(300)

  const { operations } = JSON.parse(committed) as { operations: Record<string, object> }
  expect(Object.keys(operations).length).toBeGreaterThan(90)
  expect(Object.keys(operations).filter((name) => !sent.has(name))).toEqual([])
})

function operationsIn(source: string): string[] {
  const calls = source.matchAll(/_makeRequest\('(?<method>[A-Z]+)',\s*['`](?<path>[^'`]+)['`]/g)
  return [...calls].map(({ groups }) => `${groups?.['method']} ${groups?.['path']?.replaceAll(/\$\{[^}]*\}/g, '{id}')}`)
}
