// The program: `node agent.mjs --url URL --state-dir DIR`. Reads its arguments and, once, a token from standard input.
// Invariant: what goes wrong is one line on standard error and exit 1 (2 for wrong usage); a signal ends it with 0.
import { chmod, mkdir } from 'node:fs/promises'
import { AGENT_VERSION, runAgent } from './agent.ts'
import { openCache } from './cache.ts'
import type { Cache } from './cache.ts'
import { enrol, makeClient } from './client.ts'
import { systemClocks } from './clock.ts'
import type { Identity } from './identity.ts'
import { loadKeys } from './keys.ts'
import type { NodeKeys } from './keys.ts'
import { lockStateDir } from './lock.ts'
import { parseOptions, USAGE } from './options.ts'
import type { Options } from './options.ts'
import { Problem, sentenceOf } from './problem.ts'
import { tearDown } from './teardown.ts'

const LONGEST_TOKEN = 1_000

function log(line: string): void {
  process.stderr.write(`turnpike-agent: ${line}\n`)
}

async function main(options: Options): Promise<number> {
  await mkdir(options.stateDir, { recursive: true, mode: 0o700 })
  await chmod(options.stateDir, 0o700)
  const lock = await lockStateDir(options.stateDir)
  try {
    if (options.teardown) {
      await tearDown(options)
      log('everything of this node is taken down; enrol it anew to use it again')
      return 0
    }
    return await serve(options)
  } finally {
    lock.release()
  }
}

async function serve(options: Options): Promise<number> {
  if (/^http:\/\/(?!127\.|localhost|\[::1\])/.test(options.url))
    log('the control plane is reached without TLS: use https')
  const keys = await loadKeys(options.stateDir)
  const cache = openCache(options.stateDir)
  if (options.enrol) await enrolNode(options, keys, cache)
  const identity = await cache.identity()
  if (identity === null) throw new Problem('this node is not enrolled: run it once with --enrol-stdin and a token')

  const ending = new AbortController()
  const keep = (renewed: Identity) => cache.keepIdentity(renewed)
  const client = makeClient(options.url, { identity, keep, clock: systemClocks.clock })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      ending.abort()
      client.close()
    })
  }
  const needs = { options, keys, nodeId: identity.nodeId, cache, client, clocks: systemClocks, log }
  const problems = await runAgent(needs, ending.signal)
  return options.once && problems.length > 0 ? 1 : 0
}

/** The token comes by standard input, for arguments can be read by every user of the machine. */
async function enrolNode(options: Options, keys: NodeKeys, cache: Cache): Promise<void> {
  let token = ''
  for await (const part of process.stdin) {
    token += String(part)
    if (token.length > LONGEST_TOKEN) throw new Problem('what came on standard input is no token')
  }
  if (token.trim() === '') throw new Problem('no token came on standard input')
  const { wireguardPublicKey, openvpnPublicKey } = keys
  const request = { token: token.trim(), agentVersion: AGENT_VERSION, wireguardPublicKey, openvpnPublicKey }
  await cache.begin(await enrol(options.url, request))
  log('enrolled')
}

function optionsOrUsage(): Options | null {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (thrown) {
    log(`${sentenceOf(thrown)}\n${USAGE}`)
    return null
  }
}

const options = optionsOrUsage()
if (options === null) process.exitCode = 2
else {
  try {
    process.exitCode = await main(options)
  } catch (thrown) {
    log(sentenceOf(thrown))
    process.exitCode = 1
  }
}
