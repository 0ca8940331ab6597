// Time comes in: every verb takes a Clock, nothing else asks what time it is. One settable clock moves product and simulator.
import { readFileSync } from 'node:fs'
import { parseDuration } from './duration.ts'

export type Clock = () => Date

export const systemClock: Clock = () => new Date()

/**
 * The clock that `TURNPIKE_CLOCK` describes: an offset such as `+31d`, or the path of a file that holds one.
 * A file is read again at each look, so that several processes move together; an absent or empty file means no offset.
 */
export function openClock(setting: string | null): Clock {
  if (setting === null || setting === '') return systemClock
  if (/^[+-]/.test(setting)) {
    const offset = parseDuration(setting)
    return () => new Date(Date.now() + offset)
  }
  return () => new Date(Date.now() + offsetInFile(setting))
}

function offsetInFile(path: string): number {
  try {
    const text = readFileSync(path, 'utf8').trim()
    return text === '' ? 0 : parseDuration(text)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
