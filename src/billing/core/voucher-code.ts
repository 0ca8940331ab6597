// The code on a voucher: pure. How one is made is lib/token.ts.

const SIGNS = /^[2-9A-HJKMNP-Z]{20}$/

/** The code as it is hashed: 20 signs without what people put between them, in capitals; null when it is no code of ours. */
export function readVoucherCode(text: string): string | null {
  const signs = text.replaceAll(/[\s-]/g, '').toUpperCase()
  return SIGNS.test(signs) ? signs : null
}

/** How much time a voucher gives, such as `3 months`. */
export function lengthWords({ unit, length }: { unit: 'day' | 'month'; length: number }): string {
  return length === 1 ? `1 ${unit}` : `${length} ${unit}s`
}
