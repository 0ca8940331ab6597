// Where a life ends when its events come as each of many plans says.
import type { Delivery } from './orders.ts'
import type { Life, Recording } from './record-lives.ts'
import { addAccounts, AT_ONCE, endStates, hashOf, openShop, replay } from './replay.ts'

/** How many ended, the hashes of their states, and the first plan whose end is not that of the first plan. */
export async function endsOf(recording: Recording, life: Life, plans: Delivery[][], trusting = false) {
  const shop = await openShop(recording)
  try {
    await addAccounts(shop, life, plans.length)
    let next = 0
    const work = async (lane: number) => {
      for (let run = next++; run < plans.length; run = next++)
        await replay(shop, life, { run, lane }, plans[run] ?? [], trusting)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, (_, lane) => work(lane)))
    const now = new Date((life.moments.at(-1)?.at ?? new Date()).getTime() + 60_000)
    const states = await endStates(shop, life, now)
    const expected = states.get(0) ?? ''
    const odd = [...states].find(([, state]) => state !== expected)
    return {
      count: states.size,
      hashes: new Set([...states.values()].map(hashOf)),
      odd: odd && { plan: JSON.stringify(plans[odd[0]]), state: odd[1], expected },
    }
  } finally {
    await shop.close()
  }
}

export function lifeOf(recording: Recording, name: string): Life {
  const life = recording.lives.find((one) => one.name === name)
  if (!life) throw new Error(`no life named ${name}`)
  return life
}
