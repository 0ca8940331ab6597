// Makes the committed schema file small: the SDK repeats whole trees of parameters in create, update and preview.
// Invariant: the schemas that come out accept exactly what those that went in accept.
import { mapParts, type Schema } from './wire-schema.ts'

const worthAName = 120 // characters; below this a reference saves nothing

/** The same schemas with every larger part that occurs twice or more moved to `definitions`, named for the parameter it stands at. */
export function hoistRepeated(operations: Record<string, Schema>) {
  const timesSeen = new Map<string, number>()
  const count = (part: Schema): Schema => {
    const text = JSON.stringify(part)
    timesSeen.set(text, (timesSeen.get(text) ?? 0) + 1)
    return mapParts(part, count, '')
  }
  Object.values(operations).forEach(count)

  const names = new Map<string, string>()
  const definitions: Record<string, Schema> = {}
  const shorten = (part: Schema, parameter: string): Schema => {
    const text = JSON.stringify(part)
    if (text.length < worthAName || (timesSeen.get(text) ?? 0) < 2) return mapParts(part, shorten, parameter)
    const known = names.get(text)
    if (known) return { $ref: `#/definitions/${known}` }
    const name = `${parameter}_${names.size}`
    names.set(text, name)
    definitions[name] = mapParts(part, shorten, parameter)
    return { $ref: `#/definitions/${name}` }
  }
  const shortened = Object.entries(operations).map(([name, schema]) => [name, mapParts(schema, shorten, '')] as const)
  return { operations: Object.fromEntries(shortened), definitions }
}
