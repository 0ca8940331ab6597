// How the scripts start programs: with an argument list, from the project's root, never through a shell.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The project's root folder, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

export interface Outcome {
  /** Exit status; 128 and more when a signal ended it. */
  code: number
  output: string
}

/** Runs to the end and collects standard output and error together. */
export function run(argv: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  const [file = '', ...rest] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 128, output }))
  })
}

/** Like `run`; a failure is an error that carries what the program said. */
export async function runOrThrow(argv: readonly string[]): Promise<string> {
  const { code, output } = await run(argv)
  if (code !== 0) throw new Error(`${argv[0]} failed (exit ${code}):\n${output.trim()}`)
  return output
}

/** Runs with our own terminal; resolves with the exit status. */
export function runInherited(argv: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const [file = '', ...rest] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { cwd: ROOT, env: environment, stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 128))
  })
}
