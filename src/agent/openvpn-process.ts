// The OpenVPN daemon: its directory, its start, its end.
// Invariant: the files in the directory are those the running daemon was started from, so an agent that takes over can tell
// whether they still fit; a process is only ever signalled after it proved to be ours.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, writeAtomic } from './atomic-file.ts'
import { forgetAdmitted } from './openvpn-admitted.ts'
import type { OpenvpnFiles } from './openvpn-config.ts'
import { Problem } from './problem.ts'
import { startDaemon } from './run.ts'
import type { Programs } from './run.ts'
import { waitUntil } from './wait-until.ts'

const STOP_MS = 3_000

export const managementPath = (dir: string) => join(dir, 'management.sock')
export const admittedPath = (dir: string) => join(dir, 'admitted.json')
export const crlPath = (dir: string) => join(dir, 'crl')

/** The files of the daemon that was started last; null when there was none. */
export async function startedFiles(dir: string): Promise<OpenvpnFiles | null> {
  const read = (name: keyof OpenvpnFiles) => readIfThere(join(dir, name))
  const config = await read('server.conf')
  const [ca, certificate, key, tlsCrypt] = [
    await read('ca.crt'),
    await read('server.crt'),
    await read('server.key'),
    await read('tls-crypt-v2.key'),
  ]
  if (config === null || ca === null || certificate === null || key === null || tlsCrypt === null) return null
  return {
    'server.conf': config,
    'ca.crt': ca,
    'server.crt': certificate,
    'server.key': key,
    'tls-crypt-v2.key': tlsCrypt,
  }
}

/** Writes the files and starts the daemon in hold: it answers nobody before the agent releases it. */
export async function startOpenvpn(
  { programs, dir }: { programs: Programs; dir: string },
  files: OpenvpnFiles,
): Promise<void> {
  await mkdir(crlPath(dir), { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries<string>({ ...files })) await writeAtomic(join(dir, name), text)
  await rm(managementPath(dir), { force: true })
  await forgetAdmitted(admittedPath(dir))
  const child = startDaemon(programs, 'openvpn', ['--config', configPath(dir)], join(dir, 'openvpn.log'))
  child.once('error', () => {})
  if (child.pid === undefined) throw new Problem('openvpn could not be started: is it installed?')
  await writeAtomic(join(dir, 'openvpn.pid'), String(child.pid))
}

/** Ends the daemon this directory belongs to, gently and then not. Does nothing when there is none. */
export async function stopOpenvpn(dir: string): Promise<void> {
  const pid = Number(await readIfThere(join(dir, 'openvpn.pid')))
  if (!Number.isSafeInteger(pid) || pid <= 1) return
  const gone = async () => ((await isOurs(pid, dir)) ? null : true)
  if ((await gone()) === null) process.kill(pid, 'SIGTERM')
  if ((await waitUntil(gone, STOP_MS)) === null) process.kill(pid, 'SIGKILL')
  if ((await waitUntil(gone, STOP_MS)) === null) throw new Problem('openvpn does not end')
  await rm(join(dir, 'openvpn.pid'), { force: true })
}

export async function isRunning(dir: string): Promise<boolean> {
  const pid = Number(await readIfThere(join(dir, 'openvpn.pid')))
  return Number.isSafeInteger(pid) && pid > 1 && isOurs(pid, dir)
}

/** The daemon's last words, for the report. */
export async function lastWords(dir: string): Promise<string> {
  const lines = ((await readIfThere(join(dir, 'openvpn.log'))) ?? '').trim().split('\n')
  const telling = lines.findLast((line) => line !== '' && !/Exiting due to fatal error|Use --help/.test(line)) ?? ''
  return telling.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /, '').slice(0, 200)
}

function configPath(dir: string): string {
  return join(dir, 'server.conf')
}

/** Process ids are used again; the command line tells ours. A zombie has none. */
async function isOurs(pid: number, dir: string): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(configPath(dir))
  } catch {
    return false
  }
}
