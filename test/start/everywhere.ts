// Everything that a running shop leaves behind, as texts by name: what to look through for a secret that should be in none.
import { readdir, readFile } from 'node:fs/promises'
import { Client } from 'pg'

const HOUSE = ['pg_catalog', 'information_schema']

/** Every row of every table, the queue's too, by table. Bytes stand in it as PostgreSQL prints them, `\x` and digits. */
export async function dumpDatabase(connectionString: string): Promise<Map<string, string>> {
  const client = new Client({ connectionString })
  await client.connect()
  const tables = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname <> all($1)`,
    [HOUSE],
  )
  const texts = new Map<string, string>()
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
    texts.set(name, rows.map(({ row }) => row).join('\n'))
  }
  await client.end()
  return texts
}

/** The argument lists of this process's descendants: any user of the machine may read those. */
export async function argumentLists(): Promise<string> {
  const children = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null) // it has just ended
    const parent = stat === null ? null : Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2])
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)])
  const lists = below(process.pid).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  return (await Promise.all(lists)).join('\n')
}

/** A secret as it may be written: itself, in an address, in base64 of either kind, as bytes in hexadecimal. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = bytes.toString('base64').replaceAll('=', '')
  const decoded = /^[A-Za-z0-9+/_-]{40,}={0,2}$/.test(secret) ? [Buffer.from(secret, 'base64').toString('hex')] : []
  return [
    secret,
    encodeURIComponent(secret),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
    bytes.toString('hex'),
    ...decoded,
  ]
}
