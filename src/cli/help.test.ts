// Help tells which options are required, and the parser requires these and no others.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommandLine } from './command-line.ts'

let said: string
beforeEach(() => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => ((said += String(text)), true))
})
afterEach(() => vi.restoreAllMocks())

async function answerTo(line: string[]): Promise<string> {
  said = ''
  await runCommandLine(line)
  return said
}

interface Leaf {
  line: string[]
  /** Options that help calls required, each with something that can be read as its value. */
  required: string[][]
}

/** The commands that do something, as help lists them. */
async function leavesOf(line: string[]): Promise<Leaf[]> {
  const help = await answerTo([...line, '--help'])
  const [, listed = ''] = help.split('\nCommands:\n')
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help')
  if (names.length > 0) {
    const leaves: Leaf[] = []
    for (const name of names) leaves.push(...(await leavesOf([...line, name])))
    return leaves
  }
  const [usage = ''] = help.split('\n')
  const operands = [...usage.matchAll(/ <(\w+)/g)].map(([, name = '']) => name)
  const options = help.replaceAll(/\n {4,}/g, ' ').matchAll(/^ {2}(--[\w-]+)(?: <([^>]+)>)?(.*)\(required\)$/gm)
  const required = [...options].map(([, flag = '', value, text = '']) =>
    value === undefined ? [flag] : [flag, sample(value, text)],
  )
  return [{ line: [...line, ...operands], required }]
}

/** Something that is read as the value: the first choice, a number, or the word itself. */
function sample(value: string, text: string): string {
  const [, choice] = /choices: "([^"]+)"/.exec(text) ?? []
  return choice ?? (value === 'n' ? '1' : (value.split('|')[0] ?? ''))
}

test('of every command', async () => {
  const leaves = await leavesOf([])
  expect(leaves.length).toBeGreaterThan(30)
  const named = (name: string) => leaves.find(({ line }) => line.join(' ') === name)?.required.map(([flag]) => flag)
  expect(named('voucher create')).toEqual(['--plan', '--count', '--note'])

  for (const { line, required } of leaves) {
    expect(await answerTo([...line, ...required.flat(), '--nonsense']), line.join(' ')).toContain('--nonsense')
    for (const missing of required) {
      const rest = required.filter((option) => option !== missing).flat()
      expect(await answerTo([...line, ...rest, '--nonsense']), line.join(' ')).toContain(`'${missing[0]}`)
    }
  }
})
