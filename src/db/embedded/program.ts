// The one place of the server that starts programs: those on a short list, by their full path, with an argument list.
// Invariant: never a shell, never an inherited environment (the database's programs must not see the secrets that Turnpike was started
// with), and no program that runs to its end takes for ever or fills our memory.
import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { basename, isAbsolute } from 'node:path'

/** Programs of the system, and the package of Debian that each is in. */
const SYSTEM = {
  chmod: 'coreutils',
  flock: 'util-linux',
  setpriv: 'util-linux',
  test: 'coreutils',
  useradd: 'passwd',
}
/** The caller's own PATH is not trusted when running as root. */
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
const ENVIRONMENT = { PATH: FOLDERS.join(':'), LC_ALL: 'C', TZ: 'UTC' }

const SERVER = ['initdb', 'postgres'] as const
type ServerName = (typeof SERVER)[number]

/** A program of PostgreSQL, which lies where its package does. */
export type ServerProgram<N extends ServerName = ServerName> = `/${string}/${N}`
export type Program = keyof typeof SYSTEM | ServerProgram

export interface ProgramResult {
  /** Exit status; null when a signal ended it. */
  code: number | null
  /** Standard output and error together, the first LONGEST_OUTPUT characters of it. */
  output: string
}

interface As {
  /** Of setpriv, in one word each, where the program runs as somebody else or ends with us; none: started as it is. */
  switches?: readonly string[]
  cwd?: string
}

interface Limits extends As {
  /** Passed on as file descriptor 3. */
  extraFd?: number
  timeoutMs?: number
}

/** For programs that take no time; making a cluster on a slow disk has a longer one. */
const LONGEST_RUN_MS = 60_000
export const LONGEST_OUTPUT = 64 * 1024

export function serverProgram<N extends ServerName>(folder: string, name: N): ServerProgram<N> {
  if (!isAbsolute(folder)) throw new Error(`PostgreSQL's programs need a full path, not ${folder}`)
  return `/${folder.slice(1)}/${name}`
}

/** Runs it to its end. Rejects only when it cannot be started at all, or was killed because it took longer than it may. */
export function runProgram(program: Program, args: readonly string[], options: Limits = {}): Promise<ProgramResult> {
  const { timeoutMs = LONGEST_RUN_MS } = options
  return new Promise((resolve, reject) => {
    const child = start(program, args, options, options.extraFd)
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      for (const stream of [child.stdout, child.stderr]) stream?.destroy() // a child of its own may hold them open
      reject(new Error(`${program} did not end within ${timeoutMs / 1000} seconds`))
    }, timeoutMs)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream
        ?.setEncoding('utf8')
        .on('data', (part: string) => (output += part.slice(0, LONGEST_OUTPUT - output.length)))
    child.once('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`, { cause: error })))
    child.once('close', (code) => {
      clearTimeout(limit)
      resolve({ code, output })
    })
  })
}

/** Like `runProgram`, but a non-zero exit is an error that carries what the program said. */
export async function runOrThrow(program: Program, args: readonly string[], options: Limits = {}): Promise<string> {
  const { code, output } = await runProgram(program, args, options)
  if (code !== 0) throw new Error(`${program} failed (exit ${code}): ${output.trim()}`)
  return output
}

/** Starts one that is to stay, in a session of its own: Ctrl-C reaches only us. Who starts it reads its output and ends it. */
export function startDaemon(program: Program, args: readonly string[], as: As): ChildProcess {
  return start(program, args, { ...as, detached: true })
}

function start(
  program: Program,
  args: readonly string[],
  as: As & { detached?: true },
  extraFd?: number,
): ChildProcess {
  const { switches = [], cwd = '/', detached = false } = as
  const argv = [pathOf(program), ...args]
  const [file, ...rest] = switches.length > 0 ? [pathOf('setpriv'), ...switches, ...argv] : argv
  return spawn(file ?? '', rest, {
    cwd,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe', extraFd ?? 'ignore'],
    detached,
  })
}

/** The type keeps to the list already; this holds for what was made at run time, too. */
function pathOf(program: Program): string {
  if (isAbsolute(program) && SERVER.some((name) => name === basename(program))) return program
  if (!isSystem(program)) throw new Error(`${program} is not a program that Turnpike starts`)
  const found = FOLDERS.map((folder) => `${folder}/${program}`).find(mayRun)
  if (found === undefined) throw new Error(`cannot run ${program}: install the package ${SYSTEM[program]}`)
  return found
}

function isSystem(program: string): program is keyof typeof SYSTEM {
  return Object.hasOwn(SYSTEM, program)
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
