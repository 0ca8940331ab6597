// Buying: to Stripe's page, and back. The page one comes back to asks Stripe at once instead of waiting for the webhook.
import { z } from 'zod'
import { buy } from '../../billing/buy.ts'
import { readCheckout } from '../../billing/checkout.ts'
import { syncAccount } from '../../billing/sync-customer.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { accessNow } from './access.ts'
import { planCards } from './offers.ts'
import { PlansView } from './plans-view.tsx'
import { CHECKOUT_REFRESH_SECONDS, CheckoutView, type CheckoutViewProps } from './checkout-view.tsx'

const BuyForm = z.object({ price: z.string().max(200), code: z.string().max(200).default('') })

export function checkouts(web: Web): Record<'start' | 'show', Handler> {
  const { app } = web

  const standing = async (account: string, id: string): Promise<CheckoutViewProps> => {
    const { state, planName } = await readCheckout(app, account, id)
    if (state === 'expired')
      return { state: 'failed', reason: 'The payment page was closed before you paid. Nothing was charged.' }
    if (state === 'failed')
      return { state: 'failed', reason: 'Your bank did not pay, so your plan has not started. Nothing was charged.' }
    if (state === 'processing') return { state: 'processing', planName }
    const { access } = await accessNow(web, account)
    const hasAccess = access.state === 'active' || access.state === 'grace'
    return state === 'complete' && hasAccess
      ? { state: 'done', planName }
      : { state: 'waiting', path: `/checkouts/${id}` }
  }

  return {
    async start(c) {
      const visit = await customer(web, c)
      const { price, code } = parse(visit.form, BuyForm)
      try {
        return goTo(c, await buy(app, { account: visit.account, network: web.clientIp(c), price, code }))
      } catch (error) {
        const { code: kind, message, status } = refused(c, error)
        if ((kind !== 'invalid' && kind !== 'too-many') || code === '') throw error
        const cards = await planCards(web, c, visit, price)
        const entered = { lookupKey: price, code, error: message }
        const shopper = cards.shopper.kind === 'buyer' ? { ...cards.shopper, entered } : cards.shopper
        return show(web, c, visit, { title: 'Plans', status }, <PlansView {...cards} shopper={shopper} />)
      }
    },

    async show(c) {
      const visit = await customer(web, c)
      const { account } = visit
      const id = c.req.param('id') ?? ''
      let props = await standing(account, id)
      if (props.state === 'waiting' || props.state === 'processing') {
        // When Stripe does not answer, the page goes on waiting: the webhook and the sweep come as well.
        await syncAccount(app, account).catch((error: unknown) =>
          app.log.warn({ err: error }, 'sync after checkout failed'),
        )
        props = await standing(account, id)
      }
      const refresh = props.state === 'waiting' ? { refreshSeconds: CHECKOUT_REFRESH_SECONDS } : {}
      return show(web, c, visit, { title: 'Payment', ...refresh }, <CheckoutView {...props} />)
    },
  }
}
