// `node add|list|drain|resume|retire`.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { projectFile } from '../lib/project-file.ts'
import { addNode } from '../vpn/add-node.ts'
import { openFleet } from '../vpn/fleet.ts'
import { refreshGenerations } from '../vpn/node-states.ts'
import { drainNode, listNodes, resumeNode, retireNode } from '../vpn/nodes.ts'
import { printJson, printLine, printTable, showTime } from './print.ts'
import { withContext } from './with-context.ts'

const ACTOR = 'command-line'

export function addNodeCommands(program: Command): void {
  const node = program.command('node').description('The servers that carry the tunnels.')
  node
    .command('add')
    .description('Add a node and print the one line to paste into a root shell on it.')
    .requiredOption('--name <name>', 'its name, such as frankfurt-1')
    .option('--location <text>', 'where it stands, as customers read it')
    .option('--address <host>', 'what customers dial; else the address it enrols from')
    .option('--json', 'print one JSON value')
    .action(add)
  node.command('list').description('Show all nodes.').option('--json', 'print one JSON value').action(list)
  change(node, 'drain', 'Take no new sessions; those that run stay.', drainNode)
  change(node, 'resume', 'Take new sessions again.', resumeNode)
  change(node, 'retire', 'End it for good.', retireNode)
}

async function add(options: { name: string; location?: string; address?: string; json?: true }): Promise<void> {
  const { name, location = null, address = null } = options
  const agent = { sha256: await agentSum() }
  const added = await withContext(({ db, clock, baseUrl }) =>
    addNode({ db, clock, baseUrl, agent }, ACTOR, { name, location, address }),
  )
  if (options.json) return printJson({ id: added.id, line: added.line, expires: added.expiresAt })
  process.stderr.write(`Paste this into a root shell on ${name} before ${showTime(added.expiresAt)} UTC:\n`)
  printLine(added.line)
}

/** The sum of the very file that this installation hands out. */
async function agentSum(): Promise<string> {
  const agent = await readFile(projectFile('dist/agent.mjs')).catch((error: unknown) => {
    throw new Error('dist/agent.mjs, the agent for nodes, is not built. Run: npm run build', { cause: error })
  })
  return createHash('sha256').update(agent).digest('hex')
}

async function list(options: { json?: true }): Promise<void> {
  const nodes = await withContext(async (context) => {
    const seal = await context.seal()
    await refreshGenerations({ ...context, seal, fleet: await openFleet({ ...context, seal }) })
    return listNodes(context)
  })
  if (options.json) return printJson(nodes)
  const rows = nodes.map((node) => {
    const generation = `${node.acknowledged}/${node.generation}`
    return [node.name, node.location ?? '-', node.address ?? '-', node.state, generation, showTime(node.lastSeenAt)]
  })
  printTable(['NAME', 'LOCATION', 'ADDRESS', 'STATE', 'GENERATION', 'LAST SEEN'], rows)
}

function change(node: Command, name: string, description: string, verb: typeof drainNode): void {
  node
    .command(`${name} <node>`)
    .description(description)
    .action(async (idOrName: string) => {
      await withContext((context) => verb(context, ACTOR, idOrName))
      printLine(`${idOrName}: done.`)
    })
}
