// Makes sim/stripe/conformance/recorded.ts by walking a life on the simulator: `node scripts/stripe-recorded.ts`.
// Invariant: the committed file is what this makes of the simulator (test/simulator/recorded.test.ts makes it again).
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { callApi } from '../sim/stripe/conformance/call-api.ts'
import { renderRecorded } from '../sim/stripe/conformance/render-recorded.ts'
import { walkALife } from '../sim/stripe/conformance/walk-a-life.ts'
import { startSimulator } from '../sim/stripe/server.ts'

export const recordedFile = fileURLToPath(new URL('../sim/stripe/conformance/recorded.ts', import.meta.url))
const secretKey = ['sk', 'test', 'recorded00000000'].join('_')

/** The text of recorded.ts. The life begins on a last day of January, so that months of different lengths are in it. */
export async function recordedText(): Promise<string> {
  let now = Date.parse('2026-01-31T10:00:00Z')
  const clock = () => new Date(now)
  const options = { stateFile: null, publicOrigin: 'http://127.0.0.1:8080', secretKey, controlToken: 'unused', clock }
  const simulator = await startSimulator(options)
  try {
    const call = callApi({ apiBase: simulator.apiBase, secretKey })
    const travel = async (days: number) => {
      now += Math.round(days * 86_400) * 1000
      await simulator.tick()
    }
    const text = renderRecorded(await walkALife({ call, travel }))
    return await format(text, { ...(await resolveConfig(recordedFile)), filepath: recordedFile })
  } finally {
    await simulator.close()
  }
}

if (import.meta.main) writeFileSync(recordedFile, await recordedText())
