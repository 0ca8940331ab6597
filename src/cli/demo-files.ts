// What the demo keeps in DATA_DIR beside its database: the master key, the simulator's keys and where it listens, the
// clock's offset. Commands beside a running demo find it by these.
// Invariant: secrets are readable by their owner alone, and the master key is made once and never written again.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { atomicWrite } from '../lib/atomic-write.ts'

const State = z.object({ secretKey: z.string(), controlToken: z.string(), apiBase: z.string(), baseUrl: z.string() })

/** The demo as it last started. */
export type DemoState = z.infer<typeof State>
export type SimulatorKeys = Pick<DemoState, 'secretKey' | 'controlToken'>

export const clockFile = (dataDir: string) => join(dataDir, 'clock')
export const simulatorStateFile = (dataDir: string) => join(dataDir, 'stripe-simulator.jsonl')
const masterKeyFile = (dataDir: string) => join(dataDir, 'master-key')
const demoFile = (dataDir: string) => join(dataDir, 'simulator.json')

/** The key that the demo made in `dataDir`, 32 bytes; null: none yet. */
export async function readMasterKey(dataDir: string): Promise<Buffer | null> {
  const text = await readIfThere(masterKeyFile(dataDir))
  if (text === null) return null
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== 32) throw new Error(`${masterKeyFile(dataDir)} is damaged: put back the file as it was made.`)
  return key
}

export async function ensureMasterKey(dataDir: string): Promise<Buffer> {
  const kept = await readMasterKey(dataDir)
  if (kept) return kept
  const key = randomBytes(32)
  await atomicWrite(masterKeyFile(dataDir), `${key.toString('base64')}\n`, 0o400)
  return key
}

/** Null where no demo ever started. */
export async function readDemoState(dataDir: string): Promise<DemoState | null> {
  const text = await readIfThere(demoFile(dataDir))
  if (text === null) return null
  const state = State.safeParse(JSON.parse(text))
  if (state.success) return state.data
  throw new Error(`${demoFile(dataDir)} is damaged: remove it and start the demo again.`)
}

/** The keys of the last start, so that links of the control page stay good; new ones at the first. */
export async function simulatorKeys(dataDir: string): Promise<SimulatorKeys> {
  const kept = await readDemoState(dataDir)
  if (kept) return { secretKey: kept.secretKey, controlToken: kept.controlToken }
  return {
    secretKey: `sk_test_${randomBytes(24).toString('hex')}`,
    controlToken: randomBytes(24).toString('base64url'),
  }
}

export async function writeDemoState(dataDir: string, state: DemoState): Promise<void> {
  await atomicWrite(demoFile(dataDir), `${JSON.stringify(state)}\n`, 0o600)
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
