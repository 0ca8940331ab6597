// Money: integer minor units with their currency. Nothing else in the product adds, compares or prints amounts.

export interface Money {
  /** Minor units: cents for USD, yen for JPY. */
  amount: bigint
  /** ISO 4217, lower case, as Stripe writes it. */
  currency: string
}

// docs.stripe.com/currencies#zero-decimal and #three-decimal
const ZERO = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '))
const THREE = new Set('bhd jod kwd omr tnd'.split(' '))

/** How many decimal digits the currency is written with. */
export function exponentOf(currency: string): 0 | 2 | 3 {
  if (ZERO.has(currency)) return 0
  return THREE.has(currency) ? 3 : 2
}

/** An amount for people, such as `$5.00`, computed without ever passing through a float. */
export function formatMoney({ amount, currency }: Money, locale = 'en-US'): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase() })
  return format.format(decimalOf({ amount, currency }) as Intl.StringNumericLiteral) // digits and one dot
}

/** An amount for machines, such as `5.00`, `-0.50` or, in yen, `500`. */
export function decimalOf({ amount, currency }: Money): string {
  const digits = exponentOf(currency)
  const size = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0')
  const cut = size.length - digits
  const decimal = digits === 0 ? size : `${size.slice(0, cut)}.${size.slice(cut)}`
  return `${amount < 0n ? '-' : ''}${decimal}`
}

/** What people write, such as `12.50`, in minor units; null when it is no amount of this currency. */
export function parseMoney(text: string, currency: string): Money | null {
  const digits = exponentOf(currency)
  const match = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text.trim())
  const fraction = match?.[2] ?? ''
  if (!match?.[1] || fraction.length > digits) return null
  return { amount: BigInt(match[1] + fraction.padEnd(digits, '0')), currency }
}

/** What people write with its currency, such as `12.50 EUR`; null when it is neither. */
export function readMoney(text: string): Money | null {
  const [, number = '', currency = ''] = /^([\d.]+)\s*([a-z]{3})$/i.exec(text.trim()) ?? []
  return currency === '' ? null : parseMoney(number, currency.toLowerCase())
}

/** Minor units as the JSON number that our API answers with. Throws a RangeError on what no such number holds. */
export function jsonAmount(amount: bigint): number {
  const number = Number(amount)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} is too large for a JSON number`)
  return number
}

/** Stripe sends minor units as JSON numbers; all of them are far below 2^53. Throws a RangeError on anything else. */
export function minorUnits(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an amount in minor units`)
  return BigInt(value)
}
