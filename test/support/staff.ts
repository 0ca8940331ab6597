// Somebody of the staff, logged in in two steps, in a browser without script.
import { changeRole } from '../../src/accounts/change-role.ts'
import type { StaffRole } from '../../src/accounts/core/role-change.ts'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { createOwner } from '../../src/accounts/owner.ts'
import { enrolClient } from './second-factor.ts'
import { openClient } from './web-client.ts'
import type { World } from './world.ts'

const PASSWORD = 'correct horse battery staple'
let count = 0

export async function openStaff(world: World, role: StaffRole = 'owner') {
  const email = `${role}-${++count}-${process.pid}@example.com`
  await newStaff(world, role, { email, password: PASSWORD })
  const client = openClient(world.url)
  const answer = await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  if (answer.path !== '/account/second-factor') throw new Error(`log-in led to ${answer.path}`)
  await enrolClient(world, client)
  return client
}

/** Somebody with a password and no second factor yet; support as an operator makes it, of a customer. */
export async function newStaff(
  { app }: Pick<World, 'app'>,
  role: StaffRole,
  who: { email: string; password: string },
): Promise<{ account: string }> {
  if (role === 'owner') return createOwner(app, who)
  const { account } = await createCustomer(app, { ...who, verified: true })
  await changeRole(app, { account, wish: { act: 'give', role }, actor: 'command-line' })
  return { account }
}
