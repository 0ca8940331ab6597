// Cuts what PostgreSQL's two sides send each other into messages: a type byte, a length, a body; the very first one has no type.

/** `type` is empty for the first message of a client. */
export type Seen = (type: string, bytes: Buffer) => void

export function cutter(hasUntypedFirst: boolean, seen: Seen): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  let head = hasUntypedFirst ? 0 : 1
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= head + 4) {
      const end = head + rest.readUInt32BE(head)
      if (rest.length < end) return
      const type = head === 0 ? '' : String.fromCharCode(rest[0] ?? 0)
      const bytes = rest.subarray(0, end)
      rest = rest.subarray(end)
      head = 1
      seen(type, bytes)
    }
  }
}
