// What the agent remembers over restarts and reboots: its credential, the last good state and when it last heard anything.
// Invariant: the state on disk is never older than what was applied, since it is written first; so nothing that was
// revoked comes back from the cache.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import type { DesiredState, EnrolResponse } from './contract.ts'
import { Problem, sentenceOf } from './problem.ts'
import { validateState } from './validate-state.ts'

export interface Cache {
  credential(): Promise<EnrolResponse | null>
  keepCredential(credential: EnrolResponse): Promise<void>
  /** The last good state; null with a sentence when there is one that cannot be used. */
  state(): Promise<{ state: DesiredState | null; problem: string | null }>
  keepState(text: string): Promise<void>
  /** Milliseconds since 1970; null when never. */
  lastHeard(): Promise<number | null>
  keepLastHeard(at: number): Promise<void>
}

export function openCache(stateDir: string): Cache {
  const [credentialPath, statePath, heardPath] = ['credential.json', 'state.json', 'last-heard'].map((it) =>
    join(stateDir, it),
  )
  if (credentialPath === undefined || statePath === undefined || heardPath === undefined)
    throw new Problem('no state directory')
  return {
    credential: async () => parseCredential(await readIfThere(credentialPath)),
    keepCredential: async (credential) => {
      // A new identity has nothing to do with the state of the old one.
      await rm(statePath, { force: true })
      await writeAtomic(credentialPath, JSON.stringify(credential))
    },
    state: async () => {
      const text = await readIfThere(statePath)
      if (text === null) return { state: null, problem: null }
      try {
        return { state: validateState(text), problem: null }
      } catch (thrown) {
        return { state: null, problem: `The state kept on disk cannot be used. ${sentenceOf(thrown)}` }
      }
    },
    keepState: (text) => writeAtomic(statePath, text),
    lastHeard: async () => {
      const at = Number(await readIfThere(heardPath))
      return Number.isSafeInteger(at) && at > 0 ? at : null
    },
    keepLastHeard: (at) => writeAtomic(heardPath, String(at)),
  }
}

function parseCredential(text: string | null): EnrolResponse | null {
  if (text === null) return null
  const value: unknown = JSON.parse(text)
  const isWhole = typeof value === 'object' && value !== null && 'nodeId' in value && 'credential' in value
  if (!isWhole) throw new Problem('credential.json in the state directory is damaged: enrol this node again')
  return { nodeId: String(value.nodeId), credential: String(value.credential) }
}
