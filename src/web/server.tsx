// The site map: every route of the web, by hand, one line each; long because it is one thing. Who may come in stands first in
// each handler (kit/guards.ts).
import { Hono } from 'hono'
import type { App } from '../app.ts'
import { openInbox } from '../billing/inbox.ts'
import { adminAffiliates } from './admin/affiliates.tsx'
import { adminAlerts } from './admin/alerts.tsx'
import { adminAnswers } from './admin/answers.tsx'
import { adminAudit } from './admin/audit.tsx'
import { adminCoupons } from './admin/coupons.tsx'
import { adminCustomers } from './admin/customers.tsx'
import { adminDisputes } from './admin/disputes.tsx'
import { adminGrants } from './admin/grants.tsx'
import { adminInbox } from './admin/inbox.tsx'
import { adminLedger } from './admin/ledger.tsx'
import { adminManualPayments } from './admin/manual-payments.tsx'
import { adminNodes } from './admin/nodes.tsx'
import { adminOverview } from './admin/overview.tsx'
import { adminPayouts } from './admin/payouts.tsx'
import { adminRefundRequests } from './admin/refund-requests.tsx'
import { adminRehearsal } from './admin/rehearsal.tsx'
import { adminReconciliation } from './admin/reconcile.tsx'
import { adminStaff } from './admin/staff.tsx'
import { adminSubscriptions } from './admin/subscriptions.tsx'
import { adminTickets } from './admin/tickets.tsx'
import { adminVouchers } from './admin/vouchers.tsx'
import type { Simulated } from '../ops/simulator-control.ts'
import { agentNeeds } from './api/agent-needs.ts'
import { agentRoutes } from './api/agent.ts'
import { inboundMail } from './api/inbound-mail.ts'
import { probes } from './api/probes.ts'
import { simulatorPages } from './api/simulator.ts'
import { jsonApi } from './api/v1/api.ts'
import { stripeWebhook } from './api/stripe-webhook.ts'
import { accessLog } from './kit/access-log.ts'
import { loadAssets } from './kit/assets.ts'
import { clientIpRule, tlsRule } from './kit/client-ip.ts'
import { openCounts } from './kit/counts.ts'
import { answerError, answerNotFound } from './kit/errors.tsx'
import { securityHeaders } from './kit/headers.ts'
import { requireRows } from './kit/permissions.ts'
import { eachNameOnce, noNul, onlyKnownMethods, toOwnHost } from './kit/requests.ts'
import { rememberVia } from './kit/via.ts'
import type { Web, WebEnv } from './kit/web.ts'
import { account } from './portal/account.tsx'
import { affiliate } from './portal/affiliate.tsx'
import { apiKeys } from './portal/api-keys.tsx'
import { billing } from './portal/billing.tsx'
import { changeEmail } from './portal/change-email.tsx'
import { checkouts } from './portal/checkouts.tsx'
import { adminPayments } from './admin/payments.tsx'
import { dashboard } from './portal/dashboard.tsx'
import { deviceKeys } from './portal/device-keys.tsx'
import { devices } from './portal/devices.tsx'
import { emailChange, emailChangeUndo } from './portal/email-change.tsx'
import { logInCode } from './portal/log-in-code.tsx'
import { logIn } from './portal/log-in.tsx'
import { mailbox } from './portal/mailbox.tsx'
import { manualPayments } from './portal/manual-payments.tsx'
import { passkeyLogIn } from './portal/passkey-log-in.tsx'
import { passkeys } from './portal/passkeys.tsx'
import { ownerSetUp } from './portal/owner-set-up.tsx'
import { deleteAccount, ownData } from './portal/own-account.tsx'
import { privacy } from './portal/privacy.tsx'
import { numberLogIn } from './portal/number-log-in.tsx'
import { numberSignUp } from './portal/number-sign-up.tsx'
import { planChange } from './portal/plan-change.tsx'
import { resetPassword, resetRequest } from './portal/reset-password.tsx'
import { secondFactor } from './portal/second-factor.tsx'
import { shop } from './portal/shop.tsx'
import { signUp } from './portal/sign-up.tsx'
import { stepUpPage } from './portal/step-up.tsx'
import { tickets } from './portal/tickets.tsx'
import { redeeming } from './portal/vouchers.tsx'
import { verifyEmail } from './portal/verify-email.tsx'

/** `draining` aborts when the process is on its way out. Opens nothing: `app` is used as it is. */
export function createServer(app: App, draining: AbortSignal = new AbortController().signal): Hono<WebEnv> {
  const { trustedProxies } = app.config
  const [clientIp, cameByTls] = [clientIpRule(trustedProxies), tlsRule(trustedProxies)]
  const web: Web = { app, assets: loadAssets(), inbox: openInbox(app), draining, clientIp, cameByTls }
  const counts = openCounts()
  const http = new Hono<WebEnv>()
  http.onError((error, c) => answerError(web, error, c))
  http.notFound((c) => answerNotFound(web, c))
  http.use(accessLog(web, counts), securityHeaders(web), onlyKnownMethods, noNul, eachNameOnce)
  http.use(toOwnHost(web), rememberVia(web))

  const probe = probes(web, counts)
  http.get('/livez', probe.live)
  http.get('/readyz', probe.ready)
  http.get('/health', probe.health)
  http.get('/metrics', probe.metrics)
  http.post('/webhooks/stripe', stripeWebhook(web))
  const { inboundAddress, inboundToken } = app.config.mail
  if (inboundAddress !== null && inboundToken !== null) http.post('/mail/inbound', inboundMail(web, inboundToken))
  http.route('/', agentRoutes(agentNeeds(web)))
  http.route('/api/v1', jsonApi(web))
  http.get('/assets/:name', (c) => {
    const file = web.assets.file(c.req.param('name'))
    if (!file) return answerNotFound(web, c)
    return c.body(file.body, 200, { 'Content-Type': file.type, 'Cache-Control': 'public, max-age=31536000, immutable' })
  })

  visitorRoutes(http, web)
  portalRoutes(http, web)
  leavingRoutes(http, web)
  adminRoutes(http, web)
  numberRoutes(http, web)
  ticketRoutes(http, web)
  moneyRoutes(http, web)
  prepaidRoutes(http, web)
  if (app.simulator) demoRoutes(http, web, app.simulator)
  requireRows(http.routes)
  return http
}

function visitorRoutes(http: Hono<WebEnv>, web: Web): void {
  const [selling, joining, proving] = [shop(web), signUp(web), verifyEmail(web)]
  const [entering, asking, resetting, owning] = [logIn(web), resetRequest(web), resetPassword(web), ownerSetUp(web)]
  const [coding, passing] = [logInCode(web), passkeyLogIn(web)]
  const [moving, undoing] = [emailChange(web), emailChangeUndo(web)]
  http.get('/', selling.landing)
  http.get('/plans', selling.plans)
  http.get('/privacy', privacy(web))
  http.get('/sign-up', joining.form)
  http.post('/sign-up', joining.submit)
  http.get('/verify-email', proving.form)
  http.post('/verify-email', proving.submit)
  http.post('/verification-mails', proving.resend)
  http.get('/log-in', entering.form)
  http.post('/log-in', entering.submit)
  http.get('/log-in/code', coding.form)
  http.post('/log-in/code', coding.submit)
  http.post('/log-in/passkey/options', passing.options)
  http.post('/log-in/passkey', passing.submit)
  http.get('/log-out', entering.leaveForm)
  http.post('/log-out', entering.leave)
  http.get('/email-change', moving.form)
  http.post('/email-change', moving.submit)
  http.get('/email-change/undo', undoing.form)
  http.post('/email-change/undo', undoing.submit)
  http.get('/reset-password', asking.form)
  http.post('/reset-password', asking.submit)
  http.get('/reset-password/new', resetting.form)
  http.post('/reset-password/new', resetting.submit)
  http.get('/set-up', owning.form)
  http.post('/set-up', owning.submit)
}

/** Accounts without e-mail. */
function numberRoutes(http: Hono<WebEnv>, web: Web): void {
  const [joining, entering] = [numberSignUp(web), numberLogIn(web)]
  http.get('/sign-up/number', joining.form)
  http.post('/sign-up/number', joining.offer)
  http.post('/sign-up/number/confirmation', joining.confirm)
  http.get('/log-in/number', entering.form)
  http.post('/log-in/number', entering.submit)
}

function portalRoutes(http: Hono<WebEnv>, web: Web): void {
  const [own, device, keys, money, buying] = [account(web), devices(web), deviceKeys(web), billing(web), checkouts(web)]
  const [factor, stepping, key] = [secondFactor(web), stepUpPage(web), passkeys(web)]
  const [address, plan, programs] = [changeEmail(web), planChange(web), apiKeys(web)]
  http.get('/dashboard', dashboard(web))
  const passingOn = affiliate(web)
  http.get('/affiliate', passingOn.show)
  http.post('/affiliate', passingOn.join)
  http.post('/affiliate/payout-details', passingOn.details)
  http.get('/devices', device.list)
  http.post('/devices', device.add)
  http.get('/devices/:id', device.show)
  http.post('/devices/:id', device.rename)
  http.post('/devices/:id/removal', device.remove)
  http.post('/devices/:id/key', keys.set)
  http.post('/devices/:id/profile', keys.make)
  http.get('/billing', money.show)
  http.post('/subscription/portal', money.portal)
  http.get('/subscription/change', plan.show)
  http.post('/subscription/change', plan.confirm)
  http.post('/subscription/planned-change/removal', plan.takeBack)
  http.post('/subscription/cancellation', money.cancel)
  http.post('/subscription/resumption', money.resume)
  http.post('/checkouts', buying.start)
  http.get('/checkouts/:id', buying.show)
  http.get('/account', own.show)
  http.post('/account/password', own.password)
  http.get('/account/email', address.form)
  http.post('/account/email', address.submit)
  http.get('/account/second-factor', factor.show)
  http.post('/account/second-factor', factor.enrol)
  http.post('/account/second-factor/removal', factor.remove)
  http.post('/account/recovery-codes', factor.renewCodes)
  http.get('/account/api-keys', programs.list)
  http.post('/account/api-keys', programs.make)
  http.post('/account/api-keys/:id/revocation', programs.revoke)
  http.get('/step-up', stepping.form)
  http.post('/step-up', stepping.submit)
  http.post('/step-up/passkey/options', stepping.options)
  http.post('/step-up/passkey', stepping.passkey)
  http.get('/account/passkeys', key.show)
  http.post('/account/passkeys/options', key.options)
  http.post('/account/passkeys', key.add)
  http.post('/account/passkeys/:id/name', key.rename)
  http.post('/account/passkeys/:id/removal', key.remove)
  http.post('/account/sessions/end', own.endSession)
  http.post('/account/sessions/end-others', own.endOthers)
}

function leavingRoutes(http: Hono<WebEnv>, web: Web): void {
  const [data, deletion] = [ownData(web), deleteAccount(web)]
  http.get('/account/data', data.form)
  http.post('/account/data', data.download)
  http.get('/account/deletion', deletion.form)
  http.post('/account/deletion', deletion.submit)
}

function adminRoutes(http: Hono<WebEnv>, web: Web): void {
  const [people, fleet, inbox] = [adminCustomers(web), adminNodes(web), adminInbox(web)]
  const [managing, giving, record] = [adminSubscriptions(web), adminGrants(web), adminAudit(web)]
  http.get('/admin', adminOverview(web))
  http.post('/admin/alerts/:id/acknowledgement', adminAlerts(web).acknowledge)
  http.get('/admin/customers', people.list)
  http.get('/admin/customers/:id', people.show)
  http.post('/admin/customers/:id/ban', people.ban)
  http.post('/admin/customers/:id/unban', people.unban)
  http.post('/admin/customers/:id/log-out', people.logOut)
  http.post('/admin/customers/:id/sync', people.sync)
  http.post('/admin/customers/:id/grants', giving.give)
  http.post('/admin/grants/:id/revocation', giving.revoke)
  http.post('/admin/customers/:id/subscription/pause', managing.pause)
  http.post('/admin/customers/:id/subscription/resumption', managing.resume)
  http.post('/admin/customers/:id/subscription/cancellation', managing.end)
  http.get('/admin/nodes', fleet.list)
  http.post('/admin/nodes', fleet.add)
  http.post('/admin/nodes/:id/drain', fleet.drain)
  http.post('/admin/nodes/:id/resume', fleet.resume)
  http.post('/admin/nodes/:id/retirement', fleet.retire)
  const roles = adminStaff(web)
  http.get('/admin/staff', roles.list)
  http.post('/admin/staff', roles.give)
  http.post('/admin/staff/:id', roles.change)
  http.post('/admin/staff/:id/removal', roles.take)
  http.get('/admin/audit', record.list)
  http.get('/admin/audit.csv', record.csv)
  http.get('/admin/inbox', inbox.list)
  http.post('/admin/inbox/replay', inbox.replay)
  http.post('/admin/inbox/:id/sync', inbox.sync)
}

function ticketRoutes(http: Hono<WebEnv>, web: Web): void {
  const [help, desk] = [tickets(web), adminTickets(web)]
  http.get('/tickets', help.list)
  http.post('/tickets', help.open)
  http.get('/tickets/:id', help.show)
  http.post('/tickets/:id/replies', help.reply)
  http.post('/tickets/:id/closure', help.close)
  const ready = adminAnswers(web)
  http.get('/admin/answers', ready.list)
  http.post('/admin/answers', ready.make)
  http.get('/admin/answers/:id', ready.show)
  http.post('/admin/answers/:id', ready.change)
  http.post('/admin/answers/:id/removal', ready.remove)
  http.get('/admin/tickets', desk.list)
  http.get('/admin/tickets/:id', desk.show)
  http.post('/admin/tickets/:id/messages', desk.write)
  http.post('/admin/tickets/:id/handling', desk.handle)
}

/** Of the back office what is about money. */
function moneyRoutes(http: Hono<WebEnv>, web: Web): void {
  const [paid, books] = [adminPayments(web), adminLedger(web)]
  const [disputed, asked] = [adminDisputes(web), adminRefundRequests(web)]
  const [affiliates, payouts, codes] = [adminAffiliates(web), adminPayouts(web), adminCoupons(web)]
  http.get('/admin/payments/:id', paid.show)
  http.post('/admin/payments/:id/refunds', paid.refund)
  http.get('/admin/refund-requests', asked.list)
  http.post('/admin/refund-requests/:id/approval', asked.approve)
  http.post('/admin/refund-requests/:id/denial', asked.deny)
  http.post('/admin/refund-requests/:id/withdrawal', asked.withdraw)
  http.get('/admin/disputes', disputed.list)
  http.get('/admin/disputes/:id', disputed.show)
  http.get('/admin/ledger', books.list)
  http.get('/admin/ledger.csv', books.csv)
  const differences = adminReconciliation(web)
  http.get('/admin/reconciliation', differences.show)
  http.post('/admin/reconciliation/:id/acceptance', differences.accept)
  http.get('/admin/coupons', codes.list)
  http.post('/admin/coupons', codes.make)
  http.post('/admin/coupons/:code/end', codes.end)
  http.get('/admin/affiliates', affiliates.list)
  http.post('/admin/affiliates/payouts', payouts.run)
  http.post('/admin/affiliates/payouts/:id/payment', payouts.paid)
  http.get('/admin/affiliates/runs/:id', payouts.show)
  http.get('/admin/affiliates/runs/:id/payouts.csv', payouts.csv)
  http.get('/admin/affiliates/:id', affiliates.show)
  http.post('/admin/affiliates/:id/suspension', affiliates.suspend)
  http.post('/admin/affiliates/:id/approval', affiliates.approve)
}

/** Money that comes another way than through Stripe. */
function prepaidRoutes(http: Hono<WebEnv>, web: Web): void {
  const [codes, own, awaited] = [adminVouchers(web), manualPayments(web), adminManualPayments(web)]
  http.post('/vouchers', redeeming(web))
  http.get('/manual-payments', own.list)
  http.post('/manual-payments', own.ask)
  http.post('/manual-payments/:id/withdrawal', own.withdraw)
  http.get('/admin/vouchers', codes.list)
  http.post('/admin/vouchers', codes.make)
  http.get('/admin/vouchers/:id', codes.show)
  http.post('/admin/vouchers/:id/withdrawal', codes.withdraw)
  http.get('/admin/manual-payments', awaited.list)
  http.post('/admin/manual-payments', awaited.ask)
  http.get('/admin/manual-payments/:id', awaited.show)
  http.post('/admin/manual-payments/:id/approval', awaited.approve)
  http.post('/admin/manual-payments/:id/denial', awaited.deny)
  http.post('/admin/manual-payments/:id/reversal', awaited.giveBack)
}

function demoRoutes(http: Hono<WebEnv>, web: Web, simulator: Simulated): void {
  const mail = mailbox(web)
  const pages = simulatorPages(web, simulator.apiBase)
  const rehearsal = adminRehearsal(web, simulator)
  http.get('/admin/rehearsal', rehearsal.show)
  http.post('/admin/rehearsal/time', rehearsal.move)
  http.post('/admin/rehearsal/scenes', rehearsal.play)
  http.get('/dev/mail', mail.list)
  http.get('/dev/mail/:id', mail.show)
  http.get('/sim/*', pages)
  http.post('/sim/*', pages)
}
