// A small language for the parameters an operation takes. Invariant: a parameter that is not named is refused as parameter_unknown, so
// the simulator never silently ignores what Stripe would refuse.
import type { Raw, RawHash } from './form-body.ts'
import { invalid } from './errors.ts'

export interface Field<T> {
  read(raw: Raw, at: string): T
  needed?: boolean
}
export interface Needed<T> extends Field<T> {
  needed: true
}
export type Shape = Record<string, Field<unknown>>
type NeededKeys<S extends Shape> = { [K in keyof S]: S[K] extends Needed<unknown> ? K : never }[keyof S]
export type Params<S extends Shape> = {
  [K in NeededKeys<S>]: S[K] extends Field<infer T> ? T : never
} & {
  [K in Exclude<keyof S, NeededKeys<S>>]?: S[K] extends Field<infer T> ? T | undefined : never
}

/** Reads all of `raw` by `shape`; throws Stripe's own 400 for what is missing, unknown or malformed. `at` is the outer parameter. */
export function readParams<S extends Shape>(shape: S, raw: RawHash, at = ''): Params<S> {
  const unknown = Object.keys(raw).filter((key) => !(key in shape))
  const first = unknown[0]
  if (first !== undefined) {
    const names = unknown.map((key) => inner(at, key)).join(', ')
    throw invalid(
      `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${names}`,
      inner(at, first),
      'parameter_unknown',
    )
  }
  const read: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(shape)) {
    const value = raw[key]
    if (value !== undefined) read[key] = field.read(value, inner(at, key))
    else if (field.needed)
      throw invalid(`Missing required param: ${inner(at, key)}.`, inner(at, key), 'parameter_missing')
  }
  // Every key of the shape was read by the field whose type the shape names.
  return read as Params<S>
}

function inner(at: string, key: string): string {
  return at === '' ? key : `${at}[${key}]`
}

export function need<T>(field: Field<T>): Needed<T> {
  return { ...field, needed: true }
}

/** An empty value unsets: it reads as null. */
export function clearable<T>(field: Field<T>): Field<T | null> {
  return { read: (raw, at) => (raw === '' ? null : field.read(raw, at)) }
}

export function text(limit = 5000): Field<string> {
  return {
    read(raw, at) {
      if (typeof raw !== 'string') throw invalid(`Invalid string: ${at}`, at)
      if (raw === '') {
        throw invalid(
          `You passed an empty string for '${at}'. We assume empty values are an attempt to unset a parameter; however '${at}' cannot be unset. You should remove '${at}' from your request or supply a non-empty value.`,
          at,
          'parameter_invalid_empty',
        )
      }
      if (raw.length > limit)
        throw invalid(`Invalid string: ${at}; must be at most ${limit} characters`, at, 'parameter_invalid_string')
      return raw
    },
  }
}

export function integer({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = {}): Field<number> {
  return {
    read(raw, at) {
      if (typeof raw !== 'string' || !/^-?\d+$/.test(raw))
        throw invalid(`Invalid integer: ${shown(raw)}`, at, 'parameter_invalid_integer')
      const value = Number(raw)
      if (value < min)
        throw invalid(`This value must be greater than or equal to ${min}.`, at, 'parameter_invalid_integer')
      if (value > max)
        throw invalid(`This value must be less than or equal to ${max}.`, at, 'parameter_invalid_integer')
      return value
    },
  }
}

export function decimalNumber(): Field<number> {
  return {
    read(raw, at) {
      if (typeof raw !== 'string' || !/^-?\d+(\.\d+)?$/.test(raw)) throw invalid(`Invalid decimal: ${shown(raw)}`, at)
      return Number(raw)
    },
  }
}

export function bool(): Field<boolean> {
  return {
    read(raw, at) {
      if (raw === 'true' || raw === 'false') return raw === 'true'
      throw invalid(`Invalid boolean: ${shown(raw)}`, at)
    },
  }
}

export function oneOf<T extends string>(...choices: T[]): Field<T> {
  return {
    read(raw, at) {
      const found = choices.find((choice) => choice === raw)
      if (found !== undefined) return found
      const names = choices.length > 1 ? `${choices.slice(0, -1).join(', ')}, or ${choices.at(-1)}` : choices[0]
      throw invalid(`Invalid ${at}: must be one of ${names}`, at)
    },
  }
}

export function hash<S extends Shape>(shape: S): Field<Params<S>> {
  return {
    read(raw, at) {
      if (typeof raw === 'string') throw invalid(`Invalid object`, at)
      return readParams(shape, raw, at)
    },
  }
}

export function list<T>(of: Field<T>): Field<T[]> {
  return {
    read(raw, at) {
      if (raw === '') return []
      if (typeof raw === 'string') throw invalid('Invalid array', at)
      return Object.entries(raw)
        .toSorted(([left], [right]) => Number(left) - Number(right))
        .map(([key, value]) => of.read(value, `${at}[${key}]`))
    },
  }
}

export function either<A, B>(first: Field<A>, second: Field<B>, pick: (raw: Raw) => boolean): Field<A | B> {
  return { read: (raw, at) => (pick(raw) ? first.read(raw, at) : second.read(raw, at)) }
}

/** Known to Stripe and harmless to leave without effect here: it is accepted as it comes. Every use says why in its shape. */
export function accepted(): Field<Raw> {
  return { read: (raw) => raw }
}

function shown(raw: Raw): string {
  return typeof raw === 'string' ? raw : 'hash'
}
