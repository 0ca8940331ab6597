// The list of packages of a release (CycloneDX), as npm makes it of the lock file. Invariant: the same lock file gives the same bytes.
import { runOrThrow } from '../run-program.ts'

/** `at` stands where npm writes the moment of the run; the random serial number is left out, which the format allows. */
export async function billOfMaterials(at: Date): Promise<string> {
  const argv = ['npm', 'sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--omit=dev', '--loglevel=error']
  const bom = JSON.parse(await runOrThrow(argv)) as { serialNumber?: string; metadata: { timestamp: string } }
  delete bom.serialNumber
  bom.metadata.timestamp = at.toISOString()
  return `${JSON.stringify(bom, null, 2)}\n`
}
