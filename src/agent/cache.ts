// What the agent remembers over restarts and reboots: who it is, the last good state and when it last heard anything.
// Invariant: the state on disk is never older than what was applied, since it is written first; so nothing that was
// revoked comes back from the cache.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import type { DesiredState } from './contract.ts'
import { checkedIdentity, type Identity } from './identity.ts'
import { Problem, sentenceOf } from './problem.ts'
import { validateState } from './validate-state.ts'

export interface Cache {
  identity(): Promise<Identity | null>
  /** After joining: what was kept of the node that this machine was before goes. */
  begin(identity: Identity): Promise<void>
  /** A newer one of the same node. */
  keepIdentity(identity: Identity): Promise<void>
  /** The last good state; null with a sentence when there is one that cannot be used. */
  state(): Promise<{ state: DesiredState | null; problem: string | null }>
  keepState(text: string): Promise<void>
  /** Milliseconds since 1970; null when never. */
  lastHeard(): Promise<number | null>
  keepLastHeard(at: number): Promise<void>
}

export function openCache(stateDir: string): Cache {
  const [identityPath, statePath, heardPath] = ['identity.json', 'state.json', 'last-heard'].map((it) =>
    join(stateDir, it),
  )
  if (identityPath === undefined || statePath === undefined || heardPath === undefined)
    throw new Problem('no state directory')
  return {
    identity: async () => parseIdentity(await readIfThere(identityPath)),
    begin: async (identity) => {
      await rm(statePath, { force: true })
      await writeAtomic(identityPath, JSON.stringify(identity))
    },
    keepIdentity: (identity) => writeAtomic(identityPath, JSON.stringify(identity)),
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

function parseIdentity(text: string | null): Identity | null {
  if (text === null) return null
  const damaged = new Problem('identity.json in the state directory is damaged: enrol this node again')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) throw damaged
    const { nodeId, privateKey, certificate }: Partial<Record<string, unknown>> = { ...value }
    return checkedIdentity({
      nodeId: String(nodeId),
      privateKey: String(privateKey),
      certificate: String(certificate),
    })
  } catch {
    throw damaged // whatever is wrong with it, the way out is the same
  }
}
