// The only place of the agent that starts programs.
// Invariant: no shell, only the five allow-listed programs, an argument list without secrets, a time limit, and an
// environment that owes nothing to the caller's.
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { Problem } from './problem.ts'

export type ProgramName = 'wg' | 'wireguard-go' | 'openvpn' | 'nft' | 'ip'
export type Programs = Record<ProgramName, string>

export interface Run {
  /** Runs to the end and gives standard output. Throws a Problem naming program, exit and first line of its error. */
  (name: ProgramName, args: string[], options?: { stdin?: string; timeoutMs?: number }): Promise<string>
}

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  LOG_LEVEL: 'error',
}
const LONGEST_OUTPUT = 64 * 1024 * 1024

export function makeRun(programs: Programs): Run {
  return (name, args, { stdin = '', timeoutMs = 10_000 } = {}) =>
    new Promise((resolve, reject) => {
      const settings = {
        env: ENVIRONMENT,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: LONGEST_OUTPUT,
      } as const
      const child = execFile(programs[name], args, settings, (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const said = stderr.trim().split('\n')[0] ?? ''
        const how = error.killed
          ? `did not end within ${timeoutMs} ms`
          : `failed (${String(error.code ?? error.signal)})`
        reject(new Problem(`${name} ${args[0] ?? ''} ${how}${said === '' ? '' : `: ${said.slice(0, 200)}`}`))
      })
      // A program that ends before it has read everything says why by its exit; the broken pipe adds nothing.
      child.stdin?.on('error', () => {})
      child.stdin?.end(stdin)
    })
}

/**
 * Starts a daemon that outlives the agent: own session, no pipe that could break when the agent dies. What it prints goes
 * to `logPath`, written anew at each start.
 */
export function startDaemon(programs: Programs, name: ProgramName, args: string[], logPath: string): ChildProcess {
  const log = openSync(logPath, 'w', 0o600)
  try {
    const child = spawn(programs[name], args, {
      env: ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}
