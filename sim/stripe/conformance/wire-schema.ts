// From a schema of values in memory to one of the same values as form text, where every leaf is a string.
// Invariant: nothing is coerced while validating, so a union of number and text cannot be read two ways.

/** The part of JSON Schema draft 7 that the SDK's parameter types come out as. */
export interface Schema {
  [keyword: string]: unknown
  type?: unknown
  const?: unknown
  enum?: unknown
  anyOf?: Schema[] | undefined
  items?: unknown
  properties?: Record<string, Schema> | undefined
  additionalProperties?: unknown
}

const INTEGER: Schema = { type: 'string', pattern: '^-?[0-9]+$' }
const DECIMAL: Schema = { type: 'string', pattern: '^-?[0-9]+([.][0-9]+)?$' }
const leaves: Record<string, Schema> = {
  boolean: { enum: ['true', 'false'] },
  null: { const: '' }, // the SDK sends null as an empty value
  string: { type: 'string' },
}

/**
 * The schema of `schema`'s values as they stand in a form body. Stripe's numbers are integers ("Invalid integer: 9.99" is a 400)
 * except percentages; TypeScript cannot say so, the parameter's name does.
 */
export function toWire(schema: Schema, name = ''): Schema {
  if (Array.isArray(schema.type)) return { anyOf: schema.type.map((type) => leaf(String(type), name)) }
  if (schema.const !== undefined) return { const: `${schema.const as string | number | boolean}` }
  if (Array.isArray(schema.enum)) return { enum: schema.enum.map(String) }
  if (schema.anyOf || schema.type === 'array' || schema.type === 'object') return mapParts(schema, toWire, name)
  return leaf(String(schema.type), name)
}

/** The same schema with each schema directly inside it changed; `name` is the parameter it is the schema of. */
export function mapParts(schema: Schema, change: (part: Schema, name: string) => Schema, name: string): Schema {
  const { anyOf, items, properties, additionalProperties } = schema
  const each = Object.entries(properties ?? {}).map(([key, part]) => [key, change(part, key)] as const)
  return {
    ...schema,
    ...(anyOf && { anyOf: anyOf.map((part) => change(part, name)) }),
    ...(isSchema(items) && { items: change(items, name) }),
    ...(properties && { properties: Object.fromEntries(each) }),
    ...(isSchema(additionalProperties) && { additionalProperties: change(additionalProperties, name) }),
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function leaf(type: string, name: string): Schema {
  if (type === 'number') return name.includes('percent') ? DECIMAL : INTEGER
  const known = leaves[type]
  if (!known) throw new Error(`The SDK's parameter ${name} has a type this reader does not know: ${type}`)
  return known
}
