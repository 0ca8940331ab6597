// Moves the clock that product and simulator share: an offset in a file, which all of their processes read at each look.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { atomicWrite } from './atomic-write.ts'
import { formatDuration, parseDuration } from './duration.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** Whether the setting `TURNPIKE_CLOCK` names a clock that can be moved: a file, and no fixed offset. */
export function isMovable(setting: string | null): setting is string {
  return setting !== null && setting !== '' && !/^[+-]/.test(setting)
}

/**
 * Adds `length` milliseconds to the offset in the file at `path`, which need not be there yet; gives the new offset. Of several at
 * once, in this process or in others, none is lost.
 */
export function moveClock(path: string, length: number): Promise<number> {
  return oneAtATime(path, async () => {
    const text = existsSync(path) ? (await readFile(path, 'utf8')).trim() : ''
    const offset = (text === '' ? 0 : parseDuration(text)) + length
    await atomicWrite(path, `${formatDuration(offset)}\n`)
    return offset
  })
}
