// Turns on forwarding in the kernel, in the network namespace the agent runs in.
// Invariant: a node that learns its IPv6 route by router advertisements keeps it; Linux stops listening to them once it
// forwards, unless `accept_ra` is 2 (Documentation/networking/ip-sysctl).
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { readIfThere } from './atomic-file.ts'

const IPV4 = '/proc/sys/net/ipv4/ip_forward'
const IPV6 = '/proc/sys/net/ipv6/conf'

/** Writes only what differs, so that a read-only /proc with the right values is enough. */
export async function enableForwarding(): Promise<void> {
  await set(IPV4, '1')
  // A kernel without IPv6 has nothing to forward.
  if ((await readIfThere(`${IPV6}/all/forwarding`)) === null) return
  for (const name of await readdir(IPV6)) {
    const path = `${IPV6}/${name}/accept_ra`
    if ((await readIfThere(path))?.trim() === '1') await set(path, '2')
  }
  await set(`${IPV6}/all/forwarding`, '1')
}

async function set(path: string, value: string): Promise<void> {
  if ((await readFile(path, 'utf8')).trim() !== value) await writeFile(path, value)
}
