// Another plan: what it would cost is shown, then exactly that is confirmed.
import { z } from 'zod'
import { keepPlan } from '../../billing/change-subscription.ts'
import { confirmPlanChange, previewPlanChange } from '../../billing/plan-change-preview.ts'
import { WAITS_FOR_PAYMENT, type SubscriptionOperation } from '../../billing/subscription-operation.ts'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { PlanChangeView } from './plan-change-view.tsx'

const ConfirmForm = z.object({ shown: z.string().max(4000) })

export function planChange(web: Web): Record<'show' | 'confirm' | 'takeBack', Handler> {
  const { app } = web
  return {
    async show(c) {
      const visit = await customer(web, c)
      const preview = await previewPlanChange(app, visit.account, c.req.query('price') ?? '')
      const props = { csrf: visit.csrf, preview, tax: app.tax }
      return show(web, c, visit, { title: 'Change plan' }, <PlanChangeView {...props} />)
    },

    async confirm(c) {
      const { account, form } = await customer(web, c)
      const operation = await confirmPlanChange(app, account, parse(form, ConfirmForm).shown)
      return goTo(c, '/billing', doneWord(operation))
    },

    async takeBack(c) {
      const { account } = await customer(web, c)
      return goTo(c, '/billing', isOpen(await keepPlan(app, account)) ? 'change-open' : 'plan-kept')
    },
  }
}

function doneWord({ kind, state, failure }: SubscriptionOperation): string {
  if (failure === WAITS_FOR_PAYMENT) return 'change-waits'
  if (isOpen(state)) return 'change-open'
  return kind === 'schedule' ? 'plan-planned' : 'plan-changed'
}

/** Whether Stripe's answer is still to come. */
export function isOpen(state: string): boolean {
  return state === 'pending' || state === 'unknown'
}
