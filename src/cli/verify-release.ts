// `verify-release`: the first step of an update, with the version that is installed: whether the new archive is as it was made.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { verifyRelease } from '../ops/verify-release.ts'
import { printLine } from './print.ts'

export function addVerifyRelease(program: Command): void {
  program
    .command('verify-release')
    .argument('<archive>', 'such as turnpike-1.2.0.tar.gz, with its .sha256 and .sha256.sig beside it')
    .requiredOption('--key <file>', 'the public key of who makes releases, in PEM')
    .description('Check signature and checksum of a release archive before anything of it is unpacked.')
    .action(async (archive: string, { key }: { key: string }) => {
      const sum = await verifyRelease(archive, await readFile(key, 'utf8'))
      printLine(`It is as it was released: sha256 ${sum}`)
    })
}
