// The agent in a test's world as deploy/systemd/turnpike-agent.service runs it: a user who is nobody else, with one right.
// Invariant: what udev and systemd give a node is made of mounts that only the agent and its children see (`ip netns exec` gives
// each program its own), so neither /dev/net/tun nor /run/wireguard of this machine changes.
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunAs } from './vpn-world.ts'

/** Id of a user and a group that no machine knows. */
export const NODE_USER = 61_770
/** As setpriv(1) calls it. */
export const CAPABILITY = 'net_admin'

/** What setpriv(1) is told beside the user; docs/operate/nodes.md tells it the same. */
export const RIGHTS = [
  '--clear-groups',
  '--no-new-privs',
  ...['inh-caps', 'ambient-caps', 'bounding-set'].map((name) => `--${name}=-all,+${CAPABILITY}`),
]

/** $1: a folder for sockets; $2 and $3: Node, and the file where the user sees it. The rest is run. */
const IN_ITS_PLACE = [
  'mount -t tmpfs -o mode=755 tmpfs /dev/net',
  'mknod -m 666 /dev/net/tun c 10 200',
  'mount --bind "$1" /run/wireguard',
  'mount --bind "$2" "$3"',
  'shift 3',
  'exec "$@"',
].join(' && ')

export const asNodeUser: RunAs = (dir) => {
  const sockets = join(dir, 'run-wireguard')
  // Node itself may lie where only root comes.
  const node = join(dir, 'node')
  for (const path of [sockets, '/run/wireguard']) mkdirSync(path, { recursive: true })
  for (const path of [dir, sockets]) chownSync(path, NODE_USER, NODE_USER)
  writeFileSync(node, '')
  const user = [`--reuid=${NODE_USER}`, `--regid=${NODE_USER}`]
  return ['sh', '-c', IN_ITS_PLACE, 'sh', sockets, process.execPath, node, 'setpriv', ...user, ...RIGHTS, node]
}
