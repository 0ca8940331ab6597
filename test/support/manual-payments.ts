// A shop that takes money by hand, with two owners, and what there is to see of such a payment.
import { createOwner } from '../../src/accounts/owner.ts'
import { askManualPayment } from '../../src/billing/ask-manual-payment.ts'
import { approveManualPayment } from '../../src/billing/decide-manual-payment.ts'
import { checkInvariants } from '../../src/ops/invariants.ts'
import { access, newBuyer } from './buyer.ts'
import { mailsWritten } from './mails.ts'
import { createWorld, type World } from './world.ts'

const DAY = 86_400_000
const MONTH = 'turnpike_pro_month_usd'
export const PASSWORD = 'correct horse battery staple'

/** `ana` and `ben` are owners, by account id. */
export async function openShopByHand(): Promise<{ world: World; ana: string; ben: string }> {
  const world = await createWorld({ MANUAL_PAYMENTS: 'To DE00 0000, Example Ltd.' })
  const owner = async (email: string) => (await createOwner(world.app, { email, password: PASSWORD })).account
  return { world, ana: await owner('ana@example.com'), ben: await owner('ben@example.com') }
}

/** `shop` is a function, for the shop opens only when the tests begin. */
export function paymentsByHand(shop: () => { world: World; ana: string }) {
  const app = () => shop().world.app
  return {
    /** Somebody new who said that he would pay by bank. */
    async asked(price = MONTH) {
      const account = await newBuyer(shop().world)
      const { id } = await askManualPayment(app(), { account, price, method: 'bank', actor: account })
      return { account, payment: id }
    },
    approve: (payment: string, actor = shop().ana) =>
      approveManualPayment(app(), { payment, note: 'Statement, line 7', actor }),
    async daysLeft(account: string): Promise<number> {
      const now = await access(shop().world, account)
      if (now.state !== 'active' || !now.until) return 0
      return Math.round((now.until.getTime() - app().clock().getTime()) / DAY)
    },
    paymentOf: (account: string) =>
      app().db.selectFrom('manual_payments').selectAll().where('account_id', '=', account).executeTakeFirstOrThrow(),
    mailsTo: async (account: string) =>
      (await mailsWritten(app(), { account })).map(({ subject, text }) => `${subject}\n${text}`),
    async actsOf(payment: string) {
      const rows = app().db.selectFrom('audit').select('action').where('subject', '=', payment).orderBy('id')
      return (await rows.where('action', 'like', 'manual-payment.%').execute()).map(({ action }) => action)
    },
    /** Invariants that do not hold, with what breaks them. */
    async broken(): Promise<string[]> {
      const checks = await checkInvariants({ ...app(), anchors: null })
      return checks.filter((check) => !check.ok).flatMap((check) => [check.id, ...check.detail])
    },
  }
}
