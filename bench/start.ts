// Cold start of the demo on data that is there, to the first 200 of /readyz, and the memory of all its processes.
// Run: npx tsx bench/start.ts [times]. The build is made beforehand by a first start.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../test/support/free-port.ts'
import { launchDemo, statusOf } from '../test/start/demo-process.ts'
import { describe, median } from './support/statistics.ts'

const times = Number(process.argv[2] ?? 5)
const launcher = fileURLToPath(new URL('../turnpike', import.meta.url))
const dataDir = await mkdtemp(join(tmpdir(), 'turnpike-bench-'))
const took: number[] = []
const resident: number[] = []
const proportional: number[] = []

for (let round = 0; round <= times; round++) {
  const began = performance.now()
  const demo = launchDemo({ launcher, dataDir, port: await freePort(), uid: undefined })
  while ((await statusOf(`${demo.origin}/readyz`)) !== 200) {
    if (performance.now() - began > 60_000) throw new Error(`never ready: ${demo.output()}`)
    await sleep(5)
  }
  const ready = performance.now() - began
  await statusOf(`${demo.origin}/`)
  const family = await familyOf(process.pid)
  if (round > 0) took.push(ready)
  if (round > 0) resident.push(await memory(family, /^Rss:\s+(\d+)/m))
  if (round > 0) proportional.push(await memory(family, /^Pss:\s+(\d+)/m))
  await demo.end('SIGTERM')
}
await rm(dataDir, { recursive: true, force: true })
console.log(`start   ${describe(took)}`)
console.log(`memory  ${median(resident).toFixed(0)} MB resident, shared pages counted for each process`)
console.log(`        ${median(proportional).toFixed(0)} MB with shared pages counted once`)

/** All that descend from `root`, without it. */
async function familyOf(root: number): Promise<string[]> {
  const parents = new Map<string, string>()
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') // ended in between
    const parent = /^\d+ \(.*\) \S (\d+)/.exec(stat)?.[1]
    if (parent) parents.set(pid, parent)
  }
  const descends = (pid: string): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === String(root) || descends(parent))
  }
  return [...parents.keys()].filter(descends)
}

/** Megabytes, summed over processes. */
async function memory(pids: string[], field: RegExp): Promise<number> {
  let kilobytes = 0
  for (const pid of pids) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '') // ended in between
    kilobytes += Number(field.exec(rollup)?.[1] ?? 0)
  }
  return kilobytes / 1024
}
