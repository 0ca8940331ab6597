// Passwords come by standard input: an argument would stand in the process list and in the shell's history.
import { text } from 'node:stream/consumers'

/** What was given, without the line's end. */
export async function readPassword(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}
