// Network namespaces joined by cables: small networks on one machine, for tests that need real packets.
// Invariant: nothing is made in the namespace the test runs in, every name carries the process id, and `remove` kills what
// still runs inside before the namespaces go.
import { execFile, execFileSync, spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

export interface Namespace {
  name: string
  /** Runs a program inside to its end; throws with its standard error. */
  run(program: string, ...args: string[]): Promise<string>
  spawn(program: string, args: string[], stdio?: StdioOptions): ChildProcess
}

export interface Networks {
  namespace(label: string): Promise<Namespace>
  /** A cable between two namespaces with `net.1` and `net.2` at its ends, IPv4 `10.<n>` and IPv6 `fd<n>::`. */
  join(one: Namespace, other: Namespace, number: number): Promise<void>
  remove(): Promise<void>
}

let made = 0

/** Fails, and never skips, where the user is not root. */
export function makeNetworks(): Networks {
  if (process.getuid?.() !== 0)
    throw new Error('Tests of real tunnels need root: they make network namespaces with ip(8).')
  const all: Namespace[] = []
  return {
    namespace: async (label) => {
      const name = `tp${process.pid}-${made++}${label}`
      await program('ip', 'netns', 'add', name)
      const namespace = inside(name)
      all.push(namespace)
      await namespace.run('ip', 'link', 'set', 'lo', 'up')
      return namespace
    },
    join: async (one, other, number) => {
      await program(
        'ip',
        '-n',
        one.name,
        'link',
        'add',
        `c${number}`,
        'type',
        'veth',
        'peer',
        'name',
        `c${number}`,
        'netns',
        other.name,
      )
      for (const [namespace, host] of [
        [one, 1],
        [other, 2],
      ] as const) {
        await namespace.run('ip', 'addr', 'add', `10.77.${number}.${host}/24`, 'dev', `c${number}`)
        await namespace.run('ip', 'addr', 'add', `fd77:${number}::${host}/64`, 'dev', `c${number}`, 'nodad')
        await namespace.run('ip', 'link', 'set', `c${number}`, 'up')
      }
    },
    remove: async () => {
      for (const { name } of all.splice(0)) {
        for (const pid of pidsIn(name)) kill(pid)
        await program('ip', 'netns', 'del', name)
      }
    },
  }
}

function inside(name: string): Namespace {
  return {
    name,
    run: (command, ...args) => program('ip', 'netns', 'exec', name, command, ...args),
    // `ip netns exec` replaces itself by the program, so the child's id is the program's.
    spawn: (command, args, stdio = 'ignore') => spawn('ip', ['netns', 'exec', name, command, ...args], { stdio }),
  }
}

/** Processes whose network is this namespace. */
export function pidsIn(name: string): number[] {
  return execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 1)
}

/** The processes in a namespace of this program and with this argument, other than zombies. */
export function pidsOf(name: string, command: string, argument: string): number[] {
  return pidsIn(name).filter((pid) => {
    try {
      const [first = '', ...rest] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return basename(first) === command && rest.includes(argument)
    } catch {
      return false
    }
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}

function program(name: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(name, args, { encoding: 'utf8', timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${name} ${args.join(' ')}: ${stderr.trim() || error.message}`))
    })
  })
}
