// Name -> verb: what each job does, one line each. A job that throws is tried again, later and later.
import type { App } from '../app.ts'
import { accrue } from '../affiliates/accrue.ts'
import { forgetTrialAddresses } from '../billing/forget-trial-addresses.ts'
import { endRefusedTrials } from '../billing/end-refused-trials.ts'
import { tellEnded } from '../billing/ended-access.ts'
import { correctSubscriptions } from '../billing/correct-subscriptions.ts'
import { findCustomer } from '../billing/find-customer.ts'
import { reconcileDaily } from '../billing/reconcile.ts'
import { settleOverdue } from '../billing/settle-overdue.ts'
import { enqueueEndingTrials, enqueueOwed, enqueueWithoutFee, sweep } from '../billing/sweep.ts'
import { syncAfterCrowd } from '../billing/sync-after-crowd.ts'
import { syncEmail } from '../billing/sync-email.ts'
import type { JobName, Jobs } from '../db/queue.ts'
import { deliverMail } from '../mail/deliver.ts'
import { clearEnded } from '../ops/clear-ended.ts'
import { enqueueClosing, finishClosing } from '../ops/finish-closing.ts'

export const tasks: { [N in JobName]: (app: App, data: Jobs[N]) => Promise<void> } = {
  'sync-customer': (app, { customer }) => syncAfterCrowd(app, customer),
  'find-customer': (app, data) => findCustomer(app, data),
  'end-second-subscription': (app, { account }) => correctSubscriptions(app, account),
  'end-refused-trials': (app, { account }) => endRefusedTrials(app, account),
  'deliver-mail': (app, { mail }) => deliverMail(app, mail),
  'deliver-sealed-mail': (app, { mail }) => deliverMail(app, mail),
  'sync-email': (app, { account }) => syncEmail(app, account),
  'close-account': (app, { account }) => finishClosing(app, account),
  async sweep(app) {
    await sweep(app)
    await enqueueEndingTrials(app)
    await enqueueOwed(app)
    await enqueueWithoutFee(app)
    await settleOverdue(app)
    await tellEnded(app)
    await accrue(app)
    await forgetTrialAddresses(app)
    await enqueueClosing(app)
    await clearEnded(app)
  },
  reconcile: (app) => reconcileDaily(app),
}

/** How many of a kind run at once in one process. */
export const concurrency: Record<JobName, number> = {
  'sync-customer': 4,
  'find-customer': 1,
  'end-second-subscription': 1,
  'end-refused-trials': 1,
  'deliver-mail': 2,
  'deliver-sealed-mail': 2,
  'sync-email': 1,
  'close-account': 1,
  sweep: 1,
  reconcile: 1,
}
