// Reads the peers that a node's WireGuard really has, from the socket that wireguard-go keeps for it (wireguard.com/xplatform).
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How many peers the interface has now. Rejects when there is no such interface. */
export async function peerCount(interfaceName: string): Promise<number> {
  const socket = connect(`/var/run/wireguard/${interfaceName}.sock`)
  let answer = ''
  socket.write('get=1\n\n')
  for await (const chunk of socket) {
    answer += String(chunk)
    if (answer.endsWith('\n\n')) break
  }
  return answer.match(/^public_key=/gm)?.length ?? 0
}

/** Milliseconds from `began` (of performance.now) until there are `count` peers; looks every 2 ms, for 20 s at most. */
export async function untilPeers(interfaceName: string, count: number, began: number): Promise<number> {
  while ((await peerCount(interfaceName)) !== count) {
    if (performance.now() - began > 20_000) throw new Error(`waited in vain for ${count} peers`)
    await sleep(2)
  }
  return performance.now() - began
}
