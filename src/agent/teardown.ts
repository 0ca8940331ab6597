// Takes down everything the agent ever put on this machine.
// Invariant: afterwards no tunnel, no rule and no key of the node is left; the node must be enrolled anew to serve again.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { REMOVAL_TEXT } from './firewall.ts'
import { removeOpenvpn } from './openvpn-converge.ts'
import type { Options } from './options.ts'
import { makeRun } from './run.ts'
import { removeDevice } from './wireguard-device.ts'

const FILES = ['identity.json', 'state.json', 'last-heard', 'wireguard.key', 'openvpn.key', 'wireguard-go.log']

export async function tearDown({ programs, stateDir, wireguardInterface }: Options): Promise<void> {
  const run = makeRun(programs)
  await removeOpenvpn(stateDir)
  await removeDevice({ run, programs, stateDir, interfaceName: wireguardInterface })
  await run('nft', ['-f', '-'], { stdin: REMOVAL_TEXT })
  for (const name of FILES) await rm(join(stateDir, name), { force: true })
}
