// Keeps the node's ruleset in force.
// Invariant: what the kernel listed right after our own change is what it must list later; any difference, whoever made it,
// is answered by replacing the table.
import type { Aim } from './aim.ts'
import { REMOVAL_TEXT, rulesetText, TABLE } from './firewall.ts'
import { enableForwarding } from './forwarding.ts'
import type { Run } from './run.ts'

export interface FirewallConverger {
  converge(aim: Aim): Promise<void>
  /** The next convergence compares with what the kernel really has. */
  doubt(): void
}

export function makeFirewall({ run, tunnelInterfaces }: { run: Run; tunnelInterfaces: string[] }): FirewallConverger {
  let applied = ''
  let listed = ''
  let isDoubted = true
  const listing = () => run('nft', ['list', 'table', ...TABLE.split(' ')])
  return {
    converge: async ({ state }) => {
      const isRetired = state.mode === 'retired'
      const wanted = isRetired ? REMOVAL_TEXT : rulesetText({ tunnelInterfaces, networks: state.networks })
      if (wanted === applied && isDoubted && !isRetired && (await listing().catch(() => '')) !== listed) applied = ''
      if (wanted !== applied) {
        if (!isRetired) await enableForwarding()
        await run('nft', ['-f', '-'], { stdin: wanted })
        listed = isRetired ? '' : await listing()
        applied = wanted
      }
      isDoubted = false
    },
    doubt: () => {
      isDoubted = true
    },
  }
}
