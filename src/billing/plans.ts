// The plan table as the shop shows it, and its publication to Stripe. One table drives page, checkout and limits.
import type { Db } from '../db/open.ts'
import type { Interval } from '../db/schema.ts'
import { allPlans, listPrices, storePrice } from './plan-queries.ts'
import { readState, writeState } from './state-queries.ts'
import type { Gateway } from './stripe.ts'

export interface Offer {
  lookupKey: string
  planId: string
  name: string
  rank: number
  deviceLimit: number
  dataCap: bigint | null
  trialDays: number
  interval: Interval
  currency: string
  /** Minor units. */
  amount: bigint
  forSale: boolean
  /** Null until `plans sync` has published it. */
  priceId: string | null
}

/** All prices of all plans, lowest plan first. */
export async function listOffers(db: Db): Promise<Offer[]> {
  return (await listPrices(db)).map((row) => ({
    lookupKey: row.lookup_key,
    planId: row.plan_id,
    name: row.name,
    rank: row.rank,
    deviceLimit: row.device_limit,
    dataCap: row.data_cap_bytes,
    trialDays: row.trial_days,
    interval: row.interval,
    currency: row.currency,
    amount: row.amount,
    forSale: row.for_sale,
    priceId: row.price_id,
  }))
}

const PORTAL = 'portal-configuration'

export async function portalConfiguration(db: Db): Promise<string | null> {
  return readState(db, PORTAL)
}

/** `plans sync`: may be run at any time and again; what is published already stays. */
export async function publishPlans({
  db,
  stripe,
  baseUrl,
}: {
  db: Db
  stripe: Gateway
  baseUrl: URL
}): Promise<{ prices: number }> {
  const offers = await listOffers(db)
  let prices = 0
  for (const plan of new Map(offers.map((offer) => [offer.planId, offer.name]))) {
    const product = await stripe.publishProduct(...plan)
    for (const offer of offers.filter((one) => one.planId === plan[0])) {
      const price = await stripe.publishPrice({ ...offer, product })
      await db.transaction().execute((tx) => storePrice(tx, offer.lookupKey, price, offer.amount))
      prices += 1
    }
  }
  const portal = await stripe.publishPortal(await portalConfiguration(db), new URL('/billing', baseUrl).href)
  await writeState(db, PORTAL, portal)
  return { prices }
}

/** Every plan, on sale or not, lowest first. */
export async function listPlans(db: Db) {
  return (await allPlans(db)).map((row) => ({
    id: row.id,
    name: row.name,
    deviceLimit: row.device_limit,
    trialDays: row.trial_days,
    forSale: row.for_sale,
  }))
}
