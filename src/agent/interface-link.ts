// The network interface under a tunnel: whether it exists, its addresses, up or gone, all by `ip`.
// Invariant: `bringUp` leaves exactly the wanted addresses of global scope; link-local ones belong to the kernel.
import { canonicalAddress } from './addresses.ts'
import { Problem } from './problem.ts'
import type { Run } from './run.ts'

/** WireGuard's own default: 1500 less the largest overhead over IPv6 and PPPoE. */
const MTU = '1420'

export async function linkExists(run: Run, name: string): Promise<boolean> {
  const links = parsed(await run('ip', ['-j', 'link', 'show']))
  return links.some((link) => link.ifname === name)
}

/** Sets exactly these addresses (`address/prefix`) and then brings the interface up; does nothing where all is so. */
export async function bringUp(run: Run, name: string, addresses: readonly string[]): Promise<void> {
  const link = parsed(await run('ip', ['-j', 'addr', 'show', 'dev', name])).find((it) => it.ifname === name)
  if (link === undefined) throw new Problem(`interface ${name} does not exist`)
  const present = (link.addr_info ?? [])
    .filter((it) => it.scope === 'global')
    .map((it) => `${canonicalAddress(it.local ?? '') ?? ''}/${it.prefixlen ?? 0}`)
  for (const address of present)
    if (!addresses.includes(address)) await run('ip', ['addr', 'del', address, 'dev', name])
  for (const address of addresses) {
    if (!present.includes(address))
      await run('ip', ['addr', 'add', address, 'dev', name, ...(isV6(address) ? ['nodad'] : [])])
  }
  if (!(link.flags ?? []).includes('UP')) await run('ip', ['link', 'set', 'dev', name, 'mtu', MTU, 'up'])
}

export async function removeLink(run: Run, name: string): Promise<void> {
  if (await linkExists(run, name)) await run('ip', ['link', 'del', 'dev', name])
}

function isV6(address: string): boolean {
  return address.includes(':')
}

interface Link {
  ifname?: string
  flags?: string[]
  addr_info?: { scope?: string; local?: string; prefixlen?: number }[]
}

/** iproute2 writes nothing at all, or empty objects, for what its filter left out. */
function parsed(json: string): Link[] {
  // Our own machine's iproute2 wrote this; each field is still treated as optional.
  return json.trim() === '' ? [] : (JSON.parse(json) as Link[])
}
