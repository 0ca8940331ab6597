// A new role is told by mail: to whom it is, and to every other owner, so that none is made or unmade unseen.
import type { Clock } from '../lib/clock.ts'
import type { Tx } from '../db/open.ts'
import type { Queue } from '../db/queue.ts'
import { sendMail } from '../mail/send.ts'
import type { AnyRole } from './core/role-change.ts'
import { findAccount } from './queries.ts'
import { ownersToTell } from './staff-queries.ts'
import { linkTo } from './token.ts'

export interface RoleTold {
  account: string
  email: string
  actor: string
  from: AnyRole
  to: AnyRole
}

/** Who does it is among the owners that are told: his session may be in other hands. */
export async function tellOfRole(
  needs: { clock: Clock; queue: Queue; baseUrl: URL },
  tx: Tx,
  { account, email, actor, from, to }: RoleTold,
): Promise<void> {
  const { clock, baseUrl } = needs
  const at = clock()
  const own = { role: to, at, logIn: linkTo(baseUrl, '/log-in') }
  await sendMail(needs, tx, { to: email, account, template: 'role-changed', data: own })
  const by = (await findAccount(tx, actor))?.email ?? 'the command line'
  const data = { email, from, to, at, by, staff: linkTo(baseUrl, '/admin/staff') }
  for (const owner of await ownersToTell(tx)) {
    if (owner.id === account) continue
    await sendMail(needs, tx, { to: owner.email, account: owner.id, template: 'staff-changed', data })
  }
}
