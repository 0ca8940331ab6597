// Runs one short program with an argument list and hands back what it said. Never a shell, never an inherited
// environment: the database's programs must not see the secrets that Turnpike was started with.
import { spawn } from 'node:child_process'

/** Where system programs are looked for; the caller's own PATH is not trusted when running as root. */
export const SYSTEM_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

export interface ProgramResult {
  /** Exit status; null when a signal ended it. */
  code: number | null
  output: string
}

/**
 * Runs `argv` to its end with standard output and error collected together. Rejects only when the program cannot be
 * started at all. `extraFd` is passed on as file descriptor 3.
 */
export function runProgram(argv: readonly string[], options: { cwd?: string; extraFd?: number } = {}) {
  const [file = '', ...rest] = argv
  return new Promise<ProgramResult>((resolve, reject) => {
    const child = spawn(file, rest, {
      cwd: options.cwd ?? '/',
      env: SYSTEM_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe', options.extraFd ?? 'ignore'],
    })
    let output = ''
    const collect = (chunk: Buffer) => (output += chunk.toString())
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', (error) => reject(new Error(`cannot run ${file}: ${error.message}`, { cause: error })))
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** Like `runProgram`, but a non-zero exit is an error that carries what the program said. */
export async function runOrThrow(argv: readonly string[], options: { cwd?: string } = {}): Promise<string> {
  const { code, output } = await runProgram(argv, options)
  if (code !== 0) throw new Error(`${argv[0]} failed (exit ${code}): ${output.trim()}`)
  return output
}
