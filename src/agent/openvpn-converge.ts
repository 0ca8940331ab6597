// Makes OpenVPN match an aim: the daemon runs from the right files, the revoked serials are out, every session is judged.
// Invariant: the daemon is restarted only for what its files hold; a running one is adopted; a dead or hung one is replaced.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Aim } from './aim.ts'
import type { Clock } from './clock.ts'
import type { PeerReport } from './contract.ts'
import { syncCrlDirectory } from './crl-directory.ts'
import { loadAdmitted } from './openvpn-admitted.ts'
import { openvpnFiles } from './openvpn-config.ts'
import type { OpenvpnFiles } from './openvpn-config.ts'
import { openManagement } from './openvpn-management.ts'
import type { Management } from './openvpn-management.ts'
import { admittedPath, crlPath, isRunning, lastWords, managementPath } from './openvpn-process.ts'
import { startedFiles, startOpenvpn, stopOpenvpn } from './openvpn-process.ts'
import { needsRestart } from './openvpn-restart.ts'
import { makeSessions } from './openvpn-sessions.ts'
import type { Sessions } from './openvpn-sessions.ts'
import { Problem } from './problem.ts'
import type { Programs } from './run.ts'
import { waitUntil } from './wait-until.ts'

const START_MS = 8_000

export interface OpenvpnNeeds {
  programs: Programs
  stateDir: string
  interfaceName: string
  privateKey: string
  clock: Clock
  onLost: () => void
  /** The last counters of a session that ended. */
  onEnded: (report: PeerReport) => void
}

export interface OpenvpnConverger {
  /** Judges sessions by an aim at once, also while a convergence waits for others to end. */
  foresee(aim: Aim): void
  converge(aim: Aim): Promise<void>
  /** The next convergence looks at the directory of revoked serials again. */
  doubt(): void
  sessions(): Promise<PeerReport[]>
  close(): void
}

interface Link {
  management: Management
  sessions: Sessions
  files: OpenvpnFiles
}

export function openvpnDir(stateDir: string): string {
  return join(stateDir, 'openvpn')
}

export function makeOpenvpn(needs: OpenvpnNeeds): OpenvpnConverger {
  const dir = openvpnDir(needs.stateDir)
  let link: Link | null = null
  let revoked: readonly string[] | null = null

  const close = () => {
    link?.management.close()
    link = null
  }
  const make = async (aim: Aim) => {
    if (aim.state.mode === 'retired') {
      close()
      return removeOpenvpn(needs.stateDir)
    }
    await mkdir(dir, { recursive: true, mode: 0o700 })
    if (revoked !== aim.state.openvpn.revokedSerials)
      await syncCrlDirectory(crlPath(dir), aim.state.openvpn.revokedSerials)
    revoked = aim.state.openvpn.revokedSerials
    const files = openvpnFiles(aim.state.openvpn, {
      dir,
      interfaceName: needs.interfaceName,
      privateKey: needs.privateKey,
    })
    if (link !== null && needsRestart(link.files, files, aim.at)) close()
    link ??= await establish(needs, dir, files, aim, () => {
      link = null
      needs.onLost()
    })
    link.sessions.aim(aim)
    await link.sessions.settled()
  }
  return {
    foresee: (aim) => {
      if (aim.state.mode !== 'retired') link?.sessions.aim(aim)
    },
    converge: (aim) =>
      make(aim).catch((thrown: unknown) => {
        close()
        revoked = null
        throw thrown
      }),
    doubt: () => {
      revoked = null
    },
    sessions: async () => (link === null ? [] : link.sessions.report()),
    close,
  }
}

/** Ends the daemon and removes its directory with the keys in it. */
export async function removeOpenvpn(stateDir: string): Promise<void> {
  await stopOpenvpn(openvpnDir(stateDir))
  await rm(openvpnDir(stateDir), { recursive: true, force: true })
}

async function establish(
  needs: OpenvpnNeeds,
  dir: string,
  files: OpenvpnFiles,
  aim: Aim,
  onLost: () => void,
): Promise<Link> {
  const running = await startedFiles(dir)
  const isFit = running !== null && !needsRestart(running, files, aim.at) && (await isRunning(dir))
  const adopted = isFit ? await attach(needs, dir, running, aim, onLost).catch(() => null) : null
  if (adopted !== null) return adopted
  await stopOpenvpn(dir)
  await startOpenvpn({ programs: needs.programs, dir }, files)
  const open = async () => {
    if (!(await isRunning(dir))) throw new Problem(`openvpn ended at its start: ${await lastWords(dir)}`)
    return attach(needs, dir, files, aim, onLost).catch(() => null)
  }
  const link = await waitUntil(open, START_MS)
  if (link === null) throw new Problem(`openvpn did not start serving: ${await lastWords(dir)}`)
  return link
}

/** Connects, then lets the daemon out of its hold: from here on each client that comes is asked about. */
async function attach(
  needs: OpenvpnNeeds,
  dir: string,
  files: OpenvpnFiles,
  aim: Aim,
  onLost: () => void,
): Promise<Link> {
  const admitted = await loadAdmitted(admittedPath(dir))
  let sessions: Sessions | null = null
  // Events come with the greeting, before there is a connection to answer on; those of a hold are answered below anyway.
  let opened: Management | null = null
  const management = await openManagement(managementPath(dir), {
    onEvent: (event) => {
      if (event.kind === 'client') sessions?.onEvent(event)
      else if (event.name === 'HOLD') opened?.ask('hold release').catch(() => {})
    },
    onLost,
  })
  opened = management
  sessions = makeSessions({ management, admitted, clock: needs.clock, onEnded: needs.onEnded }, aim)
  try {
    await management.ask('hold release')
    // Until the daemon has opened its port and interface, `status` is an error.
    const ready = await waitUntil(() => management.askMany('status 3').catch(() => null), START_MS)
    if (ready === null) throw new Problem('openvpn does not tell its status')
    await sessions.adopt()
  } catch (thrown) {
    management.close()
    throw thrown
  }
  return { management, sessions, files }
}
