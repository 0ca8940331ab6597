// The command line of the agent, parsed and checked before anything is touched.
// Invariant: what comes out can stand in a configuration file or an argument list unquoted; no secret is ever an argument.
import { parseArgs } from 'node:util'
import { Problem } from './problem.ts'
import type { Programs } from './run.ts'

export interface Options {
  url: string
  stateDir: string
  /** Reads a single-use token from standard input and enrols before it runs. */
  enrol: boolean
  /** Applies one state, reports it and ends. */
  once: boolean
  /** Takes down everything the agent ever put on this machine and ends. */
  teardown: boolean
  programs: Programs
  wireguardInterface: string
  openvpnInterface: string
}

const flags = {
  url: { type: 'string' },
  'state-dir': { type: 'string' },
  'enrol-stdin': { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  teardown: { type: 'boolean', default: false },
  wg: { type: 'string', default: 'wg' },
  'wireguard-go': { type: 'string', default: 'wireguard-go' },
  openvpn: { type: 'string', default: 'openvpn' },
  nft: { type: 'string', default: 'nft' },
  ip: { type: 'string', default: 'ip' },
  'wireguard-interface': { type: 'string', default: 'wg0' },
  'openvpn-interface': { type: 'string', default: 'tun0' },
} as const

export const USAGE = `usage: agent --url URL --state-dir DIR [--enrol-stdin] [--once] [--teardown]
  [--wg PATH] [--wireguard-go PATH] [--openvpn PATH] [--nft PATH] [--ip PATH]
  [--wireguard-interface NAME] [--openvpn-interface NAME]`

/** Parses `argv` without the program's own name. Throws a Problem that says what is wrong with it. */
export function parseOptions(argv: string[]): Options {
  const values = read(argv)
  const stateDir = values['state-dir']
  if (stateDir === undefined || !/^\/[A-Za-z0-9_./-]+$/.test(stateDir)) {
    throw new Problem('--state-dir must be an absolute path of letters, digits, dots, dashes and underscores')
  }
  return {
    url: values.teardown ? '' : controlPlane(values.url),
    stateDir,
    enrol: values['enrol-stdin'],
    once: values.once,
    teardown: values.teardown,
    programs: {
      wg: values.wg,
      'wireguard-go': values['wireguard-go'],
      openvpn: values.openvpn,
      nft: values.nft,
      ip: values.ip,
    },
    wireguardInterface: interfaceName(values['wireguard-interface']),
    openvpnInterface: interfaceName(values['openvpn-interface']),
  }
}

function read(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: flags, strict: true }).values
  } catch (thrown) {
    throw new Problem(thrown instanceof Error ? thrown.message : 'the command line could not be read')
  }
}

function controlPlane(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Problem('--url must be the http or https address of the control plane')
  }
  return url.replace(/\/+$/, '')
}

/** Linux takes 15 bytes; anything outside these characters would need quoting somewhere. */
function interfaceName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,14}$/.test(name))
    throw new Problem('an interface name is 1 to 15 letters, digits, dashes')
  return name
}
