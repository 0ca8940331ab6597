// Moves the clock that product and simulator share: an offset in a file, which all of their processes read at each look.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ConfigError, type Config } from '../config.ts'
import { atomicWrite } from '../lib/atomic-write.ts'
import { formatDuration, parseDuration } from '../lib/duration.ts'
import { clockFile, readDemoState } from './demo-files.ts'

/** Adds `length` milliseconds; the new offset. Throws ConfigError where time cannot be moved. */
export async function advanceClock(config: Config, length: number): Promise<number> {
  const path = config.clock ?? clockFile(config.dataDir)
  if (/^[+-]/.test(path))
    throw new ConfigError(['TURNPIKE_CLOCK: is a fixed offset. Set it to the path of a file to move it.'])
  if (config.clock === null && !(await readDemoState(config.dataDir))) {
    throw new ConfigError([`DATA_DIR: no demo was ever started in ${config.dataDir}. Start it first.`])
  }
  const text = existsSync(path) ? (await readFile(path, 'utf8')).trim() : ''
  const offset = (text === '' ? 0 : parseDuration(text)) + length
  await atomicWrite(path, `${formatDuration(offset)}\n`)
  return offset
}
