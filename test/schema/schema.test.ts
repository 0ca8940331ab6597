// `db/schema.sql` is the database as all migrations leave it, tables, constraints and the rights of the product's role, to be read in
// one place. `npm run schema` writes it anew after a migration; here it is compared.
import { expect, inject, test } from 'vitest'
import { runOrThrow } from '../../scripts/run-program.ts'
import { TEMPLATE, urlOf } from '../support/postgres-server.ts'

const PG_DUMP = '/usr/lib/postgresql/15/bin/pg_dump'

/** What only says who dumped and when, and settings of the session that would load it. */
const ABOUT_THE_DUMP = /^(--|\\|SET |SELECT pg_catalog\.set_config)/

test('db/schema.sql is what the migrations make', async () => {
  const url = urlOf(inject('postgresSocketDir'), TEMPLATE)
  const dump = await runOrThrow([PG_DUMP, '--schema-only', '--no-owner', '--schema=public', `--dbname=${url}`])
  await expect(readable(dump)).toMatchFileSnapshot('../../db/schema.sql')
})

function readable(dump: string): string {
  const lines = dump.split('\n').filter((line) => !ABOUT_THE_DUMP.test(line))
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
