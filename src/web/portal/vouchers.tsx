// POST /vouchers: a voucher is redeemed on the page of billing, which says what stood in the way.
import { z } from 'zod'
import { redeemVoucher } from '../../billing/redeem-voucher.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { billingPage } from './billing.tsx'

const RedeemForm = z.object({ code: z.string() })

export function redeeming(web: Web): Handler {
  return async (c) => {
    const visit = await customer(web, c)
    const { code } = parse(visit.form, RedeemForm)
    try {
      await redeemVoucher(web.app, { account: visit.account, code, network: web.clientIp(c) })
      return goTo(c, '/billing', 'voucher-redeemed')
    } catch (error) {
      const { status, message } = refused(c, error)
      return billingPage(web, c, visit, { status, voucher: { code: code.slice(0, 80), error: message } })
    }
  }
}
