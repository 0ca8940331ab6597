// The objects that the compiler holds to the SDK's types are those the simulator sends today.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { recordedFile, recordedText } from '../../scripts/stripe-recorded.ts'

test(
  'recorded.ts is what the simulator sends (else: node scripts/stripe-recorded.ts)',
  { timeout: 60_000 },
  async () => {
    expect(await recordedText()).toBe(readFileSync(recordedFile, 'utf8'))
  },
)
