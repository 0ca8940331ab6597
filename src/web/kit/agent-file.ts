// The agent's bundle that this server hands out, and its sum for the line that staff paste.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { projectFile } from '../../lib/project-file.ts'
import { Refusal } from '../../lib/refusal.ts'

export const AGENT_FILE = fileURLToPath(projectFile('dist/agent.mjs'))

/** Throws Refusal `unavailable` when there is no build. */
export async function agentSum(): Promise<{ sha256: string }> {
  try {
    return {
      sha256: createHash('sha256')
        .update(await readFile(AGENT_FILE))
        .digest('hex'),
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new Refusal('unavailable', 'The agent is not built on this server. Run "npm run build", then add the node.')
  }
}
