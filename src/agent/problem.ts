// The one error the agent expects: something outside (a daemon, a command, the control plane) did not do what it was asked.
// Invariant: the message is one sentence that may be reported and logged, so it never holds a key, token or credential.

/** A known failure. Anything else that is thrown is a bug and ends the process; the supervisor starts it again. */
export class Problem extends Error {
  override name = 'Problem'
}

/** The sentence to report for what was thrown; rethrows nothing, so that a bug in one part cannot stop the others. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
