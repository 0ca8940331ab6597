// Somebody of the staff, logged in in two steps, in a browser without script.
import { createOwner } from '../../src/accounts/owner.ts'
import { enrolClient } from './second-factor.ts'
import { openClient } from './web-client.ts'
import type { World } from './world.ts'

const PASSWORD = 'correct horse battery staple'
let count = 0

export async function openStaff(world: World, role: 'owner' | 'support' = 'owner') {
  const { app, url } = world
  const email = `${role}-${++count}-${process.pid}@example.com`
  const { account } = await createOwner(app, { email, password: PASSWORD })
  if (role === 'support') await app.db.updateTable('accounts').set({ role }).where('id', '=', account).execute()
  const client = openClient(url)
  const answer = await client.submit('/log-in', '/log-in', { email, password: PASSWORD })
  if (answer.path !== '/account/second-factor') throw new Error(`log-in led to ${answer.path}`)
  await enrolClient(world, client)
  return client
}
