// What the overview says of the last thirty days, and what each figure means. Pure: counts in, figures out.
// Invariant: a share of nothing is no number, never a zero that looks like one.

const DAY = 86_400_000
/** The stretch of time that is looked at, up to now. */
const DAYS = 30

/** When that stretch begins; its beginning is outside, now is within. */
export function figuresSince(now: Date): Date {
  return new Date(now.getTime() - DAYS * DAY)
}

export interface ShopCounts {
  newCustomers: number
  /** Subscriptions that were there when the stretch began and past their trial; and of these, those that have ended since. */
  subscriptionsBefore: number
  subscriptionsEnded: number
  /** Charges that were made and are decided; and of these, those that failed. */
  chargesTried: number
  chargesFailed: number
  /** Checkouts that were begun in the stretch and are over; and of these, those that were completed. */
  checkoutsOver: number
  checkoutsCompleted: number
  /** Trials whose time ended in the stretch; and of these, those whose customer has paid since. */
  trialsEnded: number
  trialsPaid: number
}

export interface Share {
  part: number
  whole: number
  /** Tenths of a percent, rounded; null: there was nothing to count. */
  permille: number | null
}

export interface ShopFigures {
  newCustomers: number
  churn: Share
  failedPayments: Share
  checkoutConversion: Share
  trialConversion: Share
}

export function shopFigures(counts: ShopCounts): ShopFigures {
  return {
    newCustomers: counts.newCustomers,
    churn: share(counts.subscriptionsEnded, counts.subscriptionsBefore),
    failedPayments: share(counts.chargesFailed, counts.chargesTried),
    checkoutConversion: share(counts.checkoutsCompleted, counts.checkoutsOver),
    trialConversion: share(counts.trialsPaid, counts.trialsEnded),
  }
}

function share(part: number, whole: number): Share {
  return { part, whole, permille: whole === 0 ? null : Math.round((part * 1000) / whole) }
}

/** Such as `4.2 %`, `100 %`; `–` where there was nothing to count. */
export function percent({ permille }: Share): string {
  return permille === null ? '–' : `${permille / 10} %`
}
