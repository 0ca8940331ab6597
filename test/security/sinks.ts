// Readers of what the product writes, each as strict as the strictest program that may read it: what is no line, header, label or
// cell of ours is a finding.

const WIREGUARD: Record<string, readonly string[]> = {
  Interface: ['PrivateKey', 'Address', 'DNS'],
  Peer: ['PublicKey', 'PresharedKey', 'AllowedIPs', 'Endpoint', 'PersistentKeepalive'],
}

/** The two sections once each, with their lines once each, and nothing else. */
export function strangeInWireguard(text: string): string[] {
  const expected = Object.entries(WIREGUARD).flatMap(([section, names]) => [`[${section}]`, ...names])
  const lines = text.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => line !== '')
  const found = lines.map((line) => /^(\[\w+\]$|\w+(?= = [\w+/=., :[\]()-]+$))/.exec(line)?.[0] ?? `no line: ${line}`)
  return JSON.stringify(found) === JSON.stringify(expected) ? [] : [found.join(' | ')]
}

const OPENVPN =
  /^(client|dev tun|proto udp4|remote [\w.:-]+ \d+( udp6)?|nobind|remote-cert-tls server|verify-x509-name [\w-]+ name|data-ciphers [\w:-]+|auth-nocache|explicit-exit-notify 1|reneg-sec 0)$/

/** What stands in `<blocks>` is of PEM; the rest is of the list. */
export function strangeInOpenvpn(text: string): string[] {
  const outside = text.replaceAll(/^<(ca|cert|key|tls-crypt-v2)>\n[\w+/=\n -]+\n<\/\1>$/gm, '')
  return outside.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => line !== '' && !OPENVPN.test(line))
}

export function strangeInDisposition(header: string | null): string[] {
  return header !== null && /^attachment; filename="[\w-]+(\.\w+)+"$/.test(header) ? [] : [String(header)]
}

/** Written at once, one object a line, in the form of our log. */
export function strangeInLog(written: readonly string[]): string[] {
  return written.filter((text) => {
    if (!/^\{"level":\d+,"time":"[^"]+",[^\n\r\u2028]*\}\n$/.test(text)) return true
    const line = JSON.parse(text) as { event?: unknown } // throws on what is none
    return line.event === 'canary'
  })
}

const HEADERS =
  /^(From|To|Subject|Date|Message-ID|MIME-Version|Content-Type|Auto-Submitted|Reply-To|In-Reply-To|References)$/i

/** Each header is one of ours, and there once; `to` is the one who gets it. */
export function strangeInMail(raw: string, to: string): string[] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'))
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split(/[\r\n]+/)
  const names = lines.map((line) => line.split(':')[0] ?? '')
  const strange = lines.filter((_, at) => !HEADERS.test(names[at] ?? '') || names.indexOf(names[at] ?? '') !== at)
  const receiver = lines
    .find((line) => line.startsWith('To:'))
    ?.slice('To:'.length)
    .trim()
  return receiver === to || receiver === `"" <${to}>` || receiver === `<${to}>`
    ? strange
    : [...strange, `to ${receiver}`]
}

export function strangeInMetrics(text: string): string[] {
  const ours = /^(# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{status="\dxx"\})? [\d.]+)$/
  return text.split(/[\n\r]/).filter((line) => line !== '' && !ours.test(line))
}

/** As wide as its head in every line, and no cell that a spreadsheet would compute (RFC 4180; OWASP, CSV Injection). */
export function strangeInCsv(text: string): string[] {
  const rows = csvRows(text)
  const wide = rows.filter((row) => row.length !== rows[0]?.length).map((row) => row.join(' | '))
  return [...wide, ...rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))]
}

export function csvRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
