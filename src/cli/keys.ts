// `keys new|rotate`: the change of the master key; docs/operate/master-key.md is the procedure.
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { anchorFileOf } from '../ops/audit-anchors.ts'
import { rotateKeys } from '../ops/rotate-keys.ts'
import { printJson, printLine } from './print.ts'
import { withContext } from './with-context.ts'

export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('The master key, under which secrets are kept.')
  keys
    .command('new')
    .description('Print a new random key for MASTER_KEY.')
    .action(() => printLine(randomBytes(32).toString('base64')))
  keys
    .command('rotate')
    .description('Seal everything anew under MASTER_KEY that was sealed under a key of MASTER_KEY_ALSO.')
    .option('--json', 'print one JSON value')
    .action(rotate)
}

async function rotate(options: { json?: true }): Promise<void> {
  const isWatched = process.stderr.isTTY && !options.json
  const rotation = await withContext(async (context) => {
    const seal = await context.seal()
    const anchors = anchorFileOf(context.config, seal)
    return rotateKeys({ ...context, seal, anchors }, 'command-line', (done) => {
      if (isWatched) process.stderr.write(`\r${done} sealed anew `)
    })
  })
  if (isWatched) process.stderr.write('\r\u001b[K')
  if (options.json) return printJson(rotation)
  if (rotation.values === 0 && rotation.anchors === 0)
    return printLine('Everything is sealed under MASTER_KEY already.')
  printLine(`${rotation.values} values were sealed anew, ${rotation.anchors} anchors of the audit written anew.`)
  printLine('MASTER_KEY_ALSO may go now: restart web and workers without it, then destroy the old key.')
}
