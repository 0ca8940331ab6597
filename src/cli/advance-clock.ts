// Moves the clock of the demo that runs on this machine, or the one that TURNPIKE_CLOCK names.
import { ConfigError, type Config } from '../config.ts'
import { isMovable, moveClock } from '../lib/move-clock.ts'
import { clockFile, readDemoState } from './demo-files.ts'

/** Adds `length` milliseconds; the new offset. Throws ConfigError where time cannot be moved. */
export async function advanceClock(config: Config, length: number): Promise<number> {
  const path = config.clock ?? clockFile(config.dataDir)
  if (!isMovable(path))
    throw new ConfigError(['TURNPIKE_CLOCK: is a fixed offset. Set it to the path of a file to move it.'])
  if (config.clock === null && !(await readDemoState(config.dataDir))) {
    throw new ConfigError([`DATA_DIR: no demo was ever started in ${config.dataDir}. Start it first.`])
  }
  return moveClock(path, length)
}
