// Structured logs, one JSON object a line, on standard error (standard output belongs to commands' results), and where there is a
// collector there too.
// Invariant: no secret is ever logged; the paths below are the net under that rule, not the rule. Of an error only that is written
// which names nobody.
import { pino, type Logger } from 'pino'
import { errorWords } from './error-words.ts'

export type Log = Logger

const HIDDEN = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'credential',
  'body',
  'privateKey',
  'presharedKey',
]

export function createLog(level: string, collector: { write(line: string): void } | null = null): Log {
  const here = pino.destination({ fd: 2, sync: true })
  const both =
    collector === null ? here : pino.multistream([here, collector].map((stream) => ({ level: 'trace', stream })))
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorWords, error: wordsOfError },
      redact: { paths: HIDDEN.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
    },
    both,
  )
}

/** Where a sentence stands in place of the error it stays. */
function wordsOfError(value: unknown): unknown {
  return value instanceof Error ? errorWords(value) : value
}
