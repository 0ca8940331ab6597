// The program: `node agent.mjs --url URL --state-dir DIR`. Reads its arguments and, once, a token from standard input.
// Invariant: what goes wrong is one line on standard error and exit 1 (2 for wrong usage); a signal ends it with 0. Who has a state to go
// by serves by it, also without an identity to ask for another: planned ends are kept and everybody's ends with the lease.
import { chmod, mkdir } from 'node:fs/promises'
import { AGENT_VERSION, runAgent } from './agent.ts'
import { openCache } from './cache.ts'
import type { Cache } from './cache.ts'
import { enrol, makeClient, makeMuteClient, type Client } from './client.ts'
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
  const { nodeId, client } = await start(options, cache)
  const ending = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      ending.abort()
      client.close()
    })
  }
  const needs = { options, keys, nodeId, cache, client, clocks: systemClocks, log }
  const problems = await runAgent(needs, ending.signal)
  return options.once && problems.length > 0 ? 1 : 0
}

/** Who this node is, and how it asks. Throws a Problem when neither identity nor state says which node this is. */
async function start({ url }: Options, cache: Cache): Promise<{ nodeId: string; client: Client }> {
  const { identity, problem } = await identityIn(cache)
  if (identity !== null) {
    const keep = (renewed: Identity) => cache.keepIdentity(renewed)
    return { nodeId: identity.nodeId, client: makeClient(url, { identity, keep, clock: systemClocks.clock }) }
  }
  const { state } = await cache.state()
  if (state === null) throw problem
  return { nodeId: state.nodeId, client: makeMuteClient(problem) }
}

const NOT_ENROLLED = 'this node is not enrolled: run it once with --enrol-stdin and a token'

/** What is damaged is as good as none, and another sentence. */
async function identityIn(
  cache: Cache,
): Promise<{ identity: Identity; problem: null } | { identity: null; problem: Problem }> {
  try {
    const identity = await cache.identity()
    return identity === null ? { identity, problem: new Problem(NOT_ENROLLED) } : { identity, problem: null }
  } catch (thrown) {
    if (thrown instanceof Problem) return { identity: null, problem: thrown }
    throw thrown
  }
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
