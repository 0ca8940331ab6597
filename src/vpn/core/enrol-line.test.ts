import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrolLine } from './enrol-line.ts'

/** Stands for the agent: says what it was given, by which way. */
const AGENT = `let text = ''
for await (const part of process.stdin) text += part
console.log(JSON.stringify({ text, argv: process.argv.slice(2) }))
`
const sha256 = createHash('sha256').update(AGENT).digest('hex')
const token = 'TOKEN-with_43-characters'
const server = createServer((_, response) => void response.end(AGENT))
let folder: string
let baseUrl: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnpike-line-'))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  baseUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true, force: true })
})

const paste = (line: string, shell: string) =>
  new Promise<{ failed: boolean; output: string }>((resolve) => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }
    execFile(shell, ['-c', line], { cwd: folder, env, timeout: 20_000 }, (error, stdout) =>
      resolve({ failed: error !== null, output: stdout }),
    )
  })

test.each(['sh', 'bash'])(
  'pasted into %s it fetches the agent and gives it the token by standard input',
  async (shell) => {
    const { failed, output } = await paste(enrolLine({ baseUrl, sha256, token }), shell)
    expect(failed).toBe(false)
    expect(JSON.parse(output)).toEqual({
      text: `${token}\n`,
      argv: ['--url', baseUrl, '--state-dir', '/var/lib/turnpike-agent', '--enrol-stdin'],
    })
  },
)

test('another agent than the one that was named is neither kept nor run', async () => {
  await rm(join(folder, 'turnpike-agent.mjs'), { force: true })
  const { failed, output } = await paste(enrolLine({ baseUrl, sha256: 'f'.repeat(64), token }), 'sh')
  expect(failed).toBe(true)
  expect(output).toBe('')
  expect(await readdir(folder)).toEqual([])
})

test.each(["https://x.example.com/'; id; '", 'https://x.example.com/$(id)', 'https://x.example.com/a b', 'ftp://x'])(
  'the address %s is refused',
  (address) => expect(() => enrolLine({ baseUrl: address, sha256, token })).toThrow(RangeError),
)
