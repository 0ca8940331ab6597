// The plan table as the cards show it: what is for sale, in one currency, and what pressing a card does for this visitor.
import { billingOf } from '../../billing/overview.ts'
import { formatMoney } from '../../billing/core/money.ts'
import { shopperFacts } from '../../billing/shopper.ts'
import { listOffers, type Offer } from '../../billing/plans.ts'
import type { Visit } from '../kit/visit.ts'
import type { PageContext, Web } from '../kit/web.ts'
import { runningOf } from './money-facts.ts'
import type { Interval, PlanOffer, PlanShopper } from './plan-card-view.tsx'

/** What both pages of plans show, by the query's `interval` and `currency`, or by the `price` that was chosen before. */
export async function planCards({ app }: Web, c: PageContext, visit: Visit, price = c.req.query('price')) {
  const offers = (await listOffers(app.db)).filter((offer) => offer.forSale)
  const all = [...new Set(offers.map((offer) => offer.currency))].toSorted()
  const chosen = offers.find((offer) => offer.lookupKey === price)
  const { shopper, currency } = await shopperOf(app, visit)
  const shown = shownOf(all, [currency, c.req.query('currency'), chosen?.currency, app.config.defaultCurrency])
  const interval: Interval = (c.req.query('interval') ?? chosen?.interval) === 'year' ? 'year' : 'month'
  const plans = plansOf(offers.filter((offer) => offer.currency === shown))
  const choice = currency === null ? all : [shown] // who has paid once goes on in that currency
  return { plans, interval, currency: { shown, all: choice }, shopper, chosen: chosen?.planId, tax: app.tax }
}

/** The first wish that is on sale, else the first currency there is. */
function shownOf(all: string[], wishes: (string | null | undefined)[]): string {
  return wishes.find((wish): wish is string => typeof wish === 'string' && all.includes(wish)) ?? all[0] ?? 'usd'
}

function plansOf(offers: Offer[]): PlanOffer[] {
  return [...Map.groupBy(offers, (offer) => offer.planId)].flatMap(([id, ones]) => {
    const [first] = ones
    if (!first) return []
    const { name, deviceLimit, dataCap, trialDays } = first
    return [{ id, name, deviceLimit, dataCap, trialDays, prices: ones }]
  })
}

async function shopperOf(
  { db, persons }: Pick<Web['app'], 'db' | 'persons'>,
  { session, csrf }: Visit,
): Promise<{ shopper: PlanShopper; currency: string | null }> {
  if (!session) return { shopper: { kind: 'visitor' }, currency: null }
  if (session.isAnonymous) return { shopper: { kind: 'anonymous' }, currency: null }
  const [{ subscriptions }, { mayTry, currency }] = await Promise.all([
    billingOf({ db }, session.account),
    shopperFacts({ db, persons }, session.account),
  ])
  const running = runningOf(subscriptions)
  const shopper: PlanShopper = running
    ? { kind: 'subscriber', lookupKey: running.lookupKey }
    : { kind: 'buyer', csrf, mayTry }
  return { shopper, currency }
}

/** A price on sale in words, for the page that carries it along; null when there is none of this key. */
export async function chosenOffer({ app }: Web, lookupKey: string | undefined) {
  if (lookupKey === undefined) return null
  const offer = (await listOffers(app.db)).find((one) => one.lookupKey === lookupKey && one.forSale)
  return offer ? { lookupKey, words: `${offer.name}, ${formatMoney(offer)} a ${offer.interval}` } : null
}

/** All prices on sale in words, the ones in `currency` first. */
export async function priceChoices(db: Web['app']['db'], currency: string) {
  const offers = (await listOffers(db)).filter((offer) => offer.forSale)
  const sorted = offers.toSorted((a, b) => Number(b.currency === currency) - Number(a.currency === currency))
  return sorted.map((offer) => ({
    lookupKey: offer.lookupKey,
    words: `${offer.name}, ${formatMoney(offer)} for a ${offer.interval}`,
  }))
}
