// Which certificate each running OpenVPN session was admitted with; OpenVPN's own list does not tell it.
// Invariant: a session is noted before it is let in, so an agent that takes over knows it or asks the client again. The
// notes belong to one run of the daemon: its client ids start anew with it.
import { rm } from 'node:fs/promises'
import { readIfThere, writeWhole } from './atomic-file.ts'

export interface Admitted {
  serialOf(cid: string, commonName: string): string | null
  note(cid: string, commonName: string, serial: string): Promise<void>
  forget(cid: string): void
}

export async function loadAdmitted(path: string): Promise<Admitted> {
  const notes = parse(await readIfThere(path))
  let writing: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null
  // Not synced: a power cut ends the daemon too. Admissions that come during a write share the next one.
  const write = () => {
    waiting ??= writing.then(async () => {
      waiting = null
      await writeWhole(path, JSON.stringify([...notes]))
    })
    writing = waiting.catch(() => {})
    return waiting
  }
  return {
    serialOf: (cid, commonName) => {
      const [noted, serial] = (notes.get(cid) ?? '').split(' ')
      return noted === commonName && serial !== undefined ? serial : null
    },
    note: (cid, commonName, serial) => {
      notes.set(cid, `${commonName} ${serial}`)
      return write()
    },
    forget: (cid) => {
      notes.delete(cid)
    },
  }
}

export async function forgetAdmitted(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** A damaged file only means that clients are asked again. */
function parse(text: string | null): Map<string, string> {
  const notes = new Map<string, string>()
  const pairs = (text ?? '').matchAll(/\["(\d+)","([A-Za-z0-9_-]+ \d+)"\]/g)
  for (const [, cid = '', note = ''] of pairs) notes.set(cid, note)
  return notes
}
