// Structured logs, one JSON object a line, on standard error (standard output belongs to commands' results).
// Invariant: no secret is ever logged; the paths below are the net under that rule, not the rule.
import { pino, type Logger } from 'pino'

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

export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: HIDDEN.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}
