// Says what Stripe would refuse in a request, by the parameter types of Stripe's own SDK.
// Invariant: an operation or parameter that the SDK does not know is an error, never ignored.
import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'

/** A request as it reached the simulator. `params` is the form body or the query, parsed from its bracket notation; values may be text or typed. */
export interface ReceivedRequest {
  method: string
  path: string
  params: unknown
}

interface Operation {
  name: string
  pattern: RegExp
  schema: object
}

const file: { operations: Record<string, object>; definitions: Record<string, object> } = JSON.parse(
  readFileSync(new URL('./params.schema.json', import.meta.url), 'utf8'),
)

// Of two operations that fit a path, the one with fewer placeholders is meant: `/v1/customers/search` is no customer.
const operations: Operation[] = Object.entries(file.operations)
  .map(([name, schema]) => ({ name, schema, pattern: patternOf(name) }))
  .toSorted((a, b) => a.name.split('{id}').length - b.name.split('{id}').length)

const ajv = new Ajv({ allErrors: true, strict: false })
const compiled = new Map<string, ValidateFunction>()

/** Everything wrong with a request, a sentence each; none when Stripe would take its parameters. */
export function validateRequest(method: string, path: string, params: unknown): string[] {
  const call = `${method.toUpperCase()} ${path.split('?')[0]}`
  const operation = operations.find(({ pattern }) => pattern.test(call))
  if (!operation) return [`${call}: no such operation in operations.ts`]
  const validate = compiled.get(operation.name) ?? compile(operation)
  if (validate(asText(params ?? {}))) return []
  return sentences(call, validate.errors ?? [])
}

/** Throws with every fault of every request: for the end of a test, over the calls the simulator received in it. */
export function refuseInvalidRequests(calls: readonly ReceivedRequest[]): void {
  const faults = calls.flatMap(({ method, path, params }) => validateRequest(method, path, params))
  if (faults.length > 0) throw new Error(`Stripe would refuse:\n  ${[...new Set(faults)].join('\n  ')}`)
}

function compile(operation: Operation): ValidateFunction {
  const validate = ajv.compile({ ...operation.schema, definitions: file.definitions })
  compiled.set(operation.name, validate)
  return validate
}

function patternOf(name: string): RegExp {
  const literal = name.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('{id}', '[^/]+')}$`)
}

/** The schemas are of form text: a typed value is written as the SDK would write it, and a hash with the keys 0, 1, 2... is a list. */
function asText(value: unknown, name = ''): unknown {
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map((inner) => asText(inner))
  const entries = Object.entries(value).map(([key, inner]) => [key, asText(inner, key)] as const)
  const isList = name !== 'metadata' && entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

/** A union reports the faults of each branch; the longest path into the value is the branch that was meant. */
function sentences(call: string, errors: readonly ErrorObject[]): string[] {
  const telling = errors.filter(({ keyword }) => keyword !== 'anyOf')
  const shown = telling.length > 0 ? telling : errors
  return [...new Set(shown.map((error) => `${call}: ${parameter(error)} ${reason(error)}`))]
}

function parameter({ instancePath, params }: ErrorObject): string {
  const named: unknown = params['additionalProperty'] ?? params['missingProperty']
  const [first = '', ...rest] = [...instancePath.split('/').slice(1), ...(typeof named === 'string' ? [named] : [])]
  return first + rest.map((key) => `[${key}]`).join('')
}

function reason({ keyword, message = '', params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return 'is no parameter of this operation'
  if (keyword === 'required') return 'is missing'
  if (keyword === 'enum') return `must be one of ${JSON.stringify(params['allowedValues']).slice(0, 200)}`
  return message
}
