// Money as people read it, by the one formatter of the house (billing/core/money.ts).
import { formatMoney, type Money as Amount } from '../../../billing/core/money.ts'

export type { Amount }

/** A price on a card: whole amounts drop their zeros ("$5", but "$4.50"). */
export function shortPrice(price: Amount): string {
  return formatMoney(price).replace(/\.0+$/, '')
}

export function Money({ of, class: look = '' }: { of: Amount; class?: string }) {
  return <span class={`whitespace-nowrap tabular-nums ${look}`}>{formatMoney(of)}</span>
}
