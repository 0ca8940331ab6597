// Transactions that cost one round trip: begin, statements and commit are sent in one go, and answered in one go. For writes whose
// statements need no answer of each other, many times a second.
// Invariant: `transaction` resolves only when the commit is answered, and rejects when anything before it failed: PostgreSQL then
// rolls the whole of it back, as it does when the connection is lost.
import { openLine, type Line } from './open.ts'

/** Hands a statement over, in order. `name` is of a text that never changes: its plan is kept. */
export type Send = (text: string, values: readonly unknown[], name?: string) => void

export interface Pipeline {
  /** `fill` hands every statement over before it resolves. One transaction at a time. */
  transaction(fill: (send: Send) => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Connects at the first transaction, and again after a loss. */
export function openPipeline(connectionString: string): Pipeline {
  let line: Line | null = null
  return {
    async transaction(fill) {
      if (!line?.isOpen()) line = await openLine(connectionString)
      await sendAll(line, fill)
    },
    async close() {
      await line?.close()
    },
  }
}

async function sendAll(line: Line, fill: (send: Send) => Promise<void>): Promise<void> {
  const answers: Promise<unknown>[] = []
  const send = (text: string, values?: readonly unknown[], name?: string) => {
    const answer = line.query(text, values, name)
    answer.catch(() => undefined) // looked at below, together with the others
    answers.push(answer)
  }
  send('begin')
  try {
    await fill(send)
  } catch (error) {
    send('rollback')
    await Promise.allSettled(answers)
    throw error
  }
  send('commit')
  const results = await Promise.allSettled(answers)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
