// `migrate`: brings the database to this version's tables; safe to run again and from several machines at once.
import type { Command } from 'commander'
import { ConfigError, readConfig } from '../config.ts'
import { plainDatabaseFaults } from './plain-connections.ts'
import { printLine } from './print.ts'
import { databasePasswordFaults } from './secret-faults.ts'
import { updateDatabase } from './update-database.ts'
import { withDatabase } from './with-context.ts'

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database to the tables of this version.')
    .action(async () => {
      const config = readConfig()
      const { databaseUrl, databaseOwnerUrl } = config
      const faults = [
        ...databasePasswordFaults('DATABASE_OWNER_URL', databaseOwnerUrl),
        ...plainDatabaseFaults({ DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: databaseOwnerUrl }, config),
      ]
      if (faults.length > 0) throw new ConfigError(faults)
      await withDatabase(config, updateDatabase, { isNew: 'allowed' })
      printLine('The database is up to date.')
    })
}
