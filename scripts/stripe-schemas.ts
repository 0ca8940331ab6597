// Makes sim/stripe/conformance/params.schema.json from the SDK's own parameter types: `node scripts/stripe-schemas.ts`.
// Invariant: the committed file is what this makes of the installed SDK (test/simulator/params-schema.test.ts makes it again).
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as generator from 'ts-json-schema-generator'
import { hoistRepeated } from '../sim/stripe/conformance/hoist-repeated.ts'
import { toWire, type Schema } from '../sim/stripe/conformance/wire-schema.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
export const schemaFile = `${root}sim/stripe/conformance/params.schema.json`

/** Two of the SDK's types mean something else to a compiler than on the wire, so they are read by name before the rest. */
const readByName: Record<string, () => generator.BaseType> = {
  // Open enums are `'a' | 'b' | OtherString`. What *we* send must be a value that the SDK knows.
  OtherString: () => new generator.NeverType(),
  // A class in memory, its digits as text on the wire.
  Decimal: () => new generator.StringType(),
}

const namedTypes: generator.SubNodeParser = {
  supportsNode: (node) => nameOf(node) in readByName,
  createType: (node) => readByName[nameOf(node)]?.() ?? new generator.NeverType(),
}

/** The compiler's node types belong to the generator's own copy of TypeScript, so the one field needed is read structurally. */
function nameOf(node: object): string {
  const { typeName } = node as { typeName?: { escapedText?: unknown; right?: { escapedText?: unknown } } }
  const name = typeName?.right?.escapedText ?? typeName?.escapedText
  return typeof name === 'string' ? name : ''
}

/** The schema of every operation's parameters as they stand on the wire, as the text of the committed file: one operation a line. */
export function paramsSchema(): string {
  const config: generator.CompletedConfig = {
    ...generator.DEFAULT_CONFIG,
    path: `${root}sim/stripe/conformance/operations.ts`,
    tsconfig: `${root}tsconfig.json`,
    type: 'Operations',
    expose: 'none',
    topRef: false,
    jsDoc: 'none',
    additionalProperties: false,
    skipTypeCheck: true,
  }
  const program = generator.createProgram(config)
  const parser = generator.createParser(program, config, (chain) => chain.addNodeParser(namedTypes))
  const formatter = generator.createFormatter(config)
  const made = new generator.SchemaGenerator(program, parser, formatter, config).createSchema('Operations')
  // The SDK's types have neither `true` schemas nor tuples, so JSON Schema's wider type comes down to ours.
  const { properties = {} } = toWire(made as Schema)
  const { operations, definitions } = hoistRepeated(properties)
  return `{\n"operations": ${oneALine(operations)},\n"definitions": ${oneALine(definitions)}\n}\n`
}

function oneALine(entries: Record<string, Schema>): string {
  const lines = Object.entries(entries).map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`)
  return `{\n${lines.join(',\n')}\n}`
}

if (import.meta.main) writeFileSync(schemaFile, paramsSchema())
