// How discounts are spread over lines. Pure. Invariant: a line is never reduced below zero, and credits are not reduced.
export interface DiscountableLine {
  amount: number
  product: string | null
  discountable: boolean
}
export interface Reduction {
  id: string
  percentOff: number | null
  amountOff: number | null
  products: string[] | null
}
export interface LineDiscount {
  discount: string
  amount: number
}

/** For each line what each discount takes off it, in minor units. Discounts apply one after the other to what is left. */
export function discountLines(lines: DiscountableLine[], reductions: Reduction[]): LineDiscount[][] {
  const left = lines.map(({ amount, discountable }) => (discountable ? Math.max(0, amount) : 0))
  const taken: LineDiscount[][] = lines.map(() => [])
  for (const reduction of reductions) {
    const base = lines.map(({ product }, index) => (applies(reduction, product) ? (left[index] ?? 0) : 0))
    sharesOf(base, reduction).forEach((amount, index) => {
      if (amount === 0) return
      taken[index]?.push({ discount: reduction.id, amount })
      left[index] = (left[index] ?? 0) - amount
    })
  }
  return taken
}

function applies({ products }: Reduction, product: string | null): boolean {
  return products === null || (product !== null && products.includes(product))
}

function sharesOf(base: number[], { percentOff, amountOff }: Reduction): number[] {
  if (percentOff !== null) return base.map((amount) => Math.round((amount * percentOff) / 100))
  const total = base.reduce((sum, amount) => sum + amount, 0)
  const off = Math.min(amountOff ?? 0, total)
  let rest = off
  return base.map((amount, index) => {
    const isLast = base.slice(index + 1).every((later) => later === 0)
    const share = total === 0 ? 0 : isLast ? Math.min(rest, amount) : Math.floor((off * amount) / total)
    rest -= share
    return share
  })
}
