// The lines of OpenVPN's management interface. Pure. Source: management-notes.txt of OpenVPN 2.6.
// Invariant: any split of the stream into chunks gives the same messages; lines beginning with `>` come at any time and are
// never part of an answer.

export type ManagementMessage =
  | { kind: 'line'; text: string }
  | { kind: 'notice'; name: string; text: string }
  | { kind: 'client'; event: string; cid: string; kid: string; env: Map<string, string> }

/** Takes chunks, gives the messages they completed. */
export function makeManagementParser(): (chunk: string) => ManagementMessage[] {
  let rest = ''
  let open: Extract<ManagementMessage, { kind: 'client' }> | null = null

  const clientLine = (text: string): ManagementMessage | null => {
    if (text === 'ENV,END') {
      const whole = open
      open = null
      return whole
    }
    if (text.startsWith('ENV,')) {
      const at = text.indexOf('=')
      if (at > 0) open?.env.set(text.slice(4, at), text.slice(at + 1))
      return null
    }
    const [event = '', cid = '', kid = ''] = text.split(',')
    const message = { kind: 'client', event, cid, kid, env: new Map<string, string>() } as const
    // ADDRESS is a single line with no environment behind it.
    if (event === 'ADDRESS') return message
    open = message
    return null
  }
  const message = (line: string): ManagementMessage | null => {
    if (line.startsWith('>CLIENT:')) return clientLine(line.slice(8))
    const notice = /^>([A-Z_]+):(.*)$/.exec(line)
    if (notice !== null) return { kind: 'notice', name: notice[1] ?? '', text: notice[2] ?? '' }
    return { kind: 'line', text: line }
  }
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    return lines.map((line) => message(line.replace(/\r$/, ''))).filter((it) => it !== null)
  }
}

export interface ClientRow {
  cid: string
  commonName: string
  realAddress: string
  /** False while the client waits for an answer to its CONNECT. */
  isServed: boolean
  /** Bytes as the server counts them. */
  received: number
  sent: number
  /** Seconds since 1970. */
  since: number
}

/** The client list of `status 3`, by the names in its own header, since columns were added over the years. */
export function parseStatus(lines: readonly string[]): ClientRow[] {
  const header =
    lines
      .find((line) => line.startsWith('HEADER\tCLIENT_LIST\t'))
      ?.split('\t')
      .slice(2) ?? []
  const rows = lines.filter((line) => line.startsWith('CLIENT_LIST\t')).map((line) => line.split('\t').slice(1))
  return rows.map((row) => {
    const column = (name: string) => row[header.indexOf(name)] ?? ''
    return {
      cid: column('Client ID'),
      commonName: column('Common Name'),
      realAddress: column('Real Address'),
      isServed: column('Virtual Address') !== '' || column('Virtual IPv6 Address') !== '',
      received: Number(column('Bytes Received')) || 0,
      sent: Number(column('Bytes Sent')) || 0,
      since: Number(column('Connected Since (time_t)')) || 0,
    }
  })
}
