// The WireGuard interface itself: the kernel's where it has one, else wireguard-go under our eyes.
// Invariant: opening twice gives the same interface; a daemon that an earlier agent started is adopted, not doubled.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { linkExists, removeLink } from './interface-link.ts'
import { Problem, sentenceOf } from './problem.ts'
import { startDaemon } from './run.ts'
import type { Programs, Run } from './run.ts'
import { waitUntil } from './wait-until.ts'
import { openTool } from './wireguard-tool.ts'
import { openUapi, socketPath } from './wireguard-uapi.ts'
import type { WireguardDriver } from './wireguard.ts'

const START_MS = 5_000

export interface DeviceNeeds {
  run: Run
  programs: Programs
  stateDir: string
  interfaceName: string
}

/** Finds or makes the interface and gives its driver. `onLost` is called when a userspace daemon dies. */
export async function openDevice(needs: DeviceNeeds, onLost: () => void): Promise<WireguardDriver> {
  const { run, interfaceName } = needs
  if (await linkExists(run, interfaceName)) {
    const userspace = await openUapi(socketPath(interfaceName), onLost).catch(() => null)
    return userspace ?? openTool(needs, interfaceName)
  }
  if (await kernelMakes(run, interfaceName)) return openTool(needs, interfaceName)
  return startUserspace(needs, onLost)
}

/** Takes the interface down; a userspace daemon ends with its interface. */
export async function removeDevice({ run, interfaceName }: DeviceNeeds): Promise<void> {
  await removeLink(run, interfaceName)
}

async function kernelMakes(run: Run, name: string): Promise<boolean> {
  try {
    await run('ip', ['link', 'add', 'dev', name, 'type', 'wireguard'])
    return true
  } catch (thrown) {
    if (/unknown device type|not supported/i.test(sentenceOf(thrown))) return false
    throw thrown
  }
}

async function startUserspace(needs: DeviceNeeds, onLost: () => void): Promise<WireguardDriver> {
  const { programs, stateDir, interfaceName } = needs
  // A killed daemon leaves its socket; while it is there, "nobody listens" and "not started yet" look the same.
  await rm(socketPath(interfaceName), { force: true })
  const child = startDaemon(programs, 'wireguard-go', ['-f', interfaceName], join(stateDir, 'wireguard-go.log'))
  let failure: string | null = null
  child.once('error', (error) => (failure = error.message))
  child.once('exit', (code) => (failure ??= `exit ${code ?? 'by signal'}`))
  const open = async () => {
    if (failure !== null) throw new Problem(`wireguard-go did not start (${failure})`)
    return openUapi(socketPath(interfaceName), onLost).catch(() => null)
  }
  const driver = await waitUntil(open, START_MS)
  if (driver !== null) return driver
  child.kill('SIGKILL')
  throw new Problem('wireguard-go did not start in time')
}
