// Devices by key: the same verbs as on the pages, so a foreign device is not found here either.
import { z } from '@hono/zod-openapi'
import { addOwnDevice } from '../../../vpn/add-own-device.ts'
import { listDevices, readDevice } from '../../../vpn/list-devices.ts'
import { makeProfile } from '../../../vpn/make-profile.ts'
import { removeDevice } from '../../../vpn/remove-device.ts'
import { renameDevice } from '../../../vpn/rename-device.ts'
import { setDeviceKey } from '../../../vpn/set-device-key.ts'
import type { Web } from '../../kit/web.ts'
import { bodyOf, openRouter, operation } from './operation.ts'
import { cut, PageQuery, pageOf } from './paging.ts'
import { Device, deviceAnswer } from './shapes.ts'

const params = z.object({ id: z.string().max(64) })
const Name = z.object({ name: z.string().max(200) })
const NewDevice = Name.extend({ protocol: z.enum(['wireguard', 'openvpn']) })
const Key = z.object({ public_key: z.string().max(200) })
const Profile = z.object({
  files: z.array(z.object({ node: z.string().nullable(), file_name: z.string(), text: z.string() })),
})

export function deviceOperations(web: Web) {
  const { app } = web
  const routes = deviceRoutes(web)
  const shown = async (account: string, id: string) => deviceAnswer(await readDevice(app, account, id))
  return openRouter()
    .openapi(routes.list, async (c) => {
      const { items, next_cursor } = cut(await listDevices(app, c.var.caller.account), c.req.valid('query'))
      return c.json({ items: items.map(deviceAnswer), next_cursor }, 200)
    })
    .openapi(routes.add, async (c) => {
      const { account } = c.var.caller
      const { id } = await addOwnDevice(app, { account, network: web.clientIp(c) }, c.req.valid('json'))
      return c.json(await shown(account, id), 200)
    })
    .openapi(routes.show, async (c) => c.json(await shown(c.var.caller.account, c.req.valid('param').id), 200))
    .openapi(routes.rename, async (c) => {
      const { account } = c.var.caller
      const { id } = c.req.valid('param')
      await renameDevice(app, account, id, c.req.valid('json').name)
      return c.json(await shown(account, id), 200)
    })
    .openapi(routes.remove, async (c) => {
      await removeDevice(app, c.var.caller.account, c.req.valid('param').id)
      return c.json({ removed: true as const }, 200)
    })
    .openapi(routes.key, async (c) => {
      const { account } = c.var.caller
      const { id } = c.req.valid('param')
      await setDeviceKey(app, account, id, c.req.valid('json').public_key.trim())
      return c.json(await shown(account, id), 200)
    })
    .openapi(routes.profile, async (c) => {
      const files = await makeProfile(app, c.var.caller.account, c.req.valid('param').id)
      const answer = files.map(({ node, fileName, text }) => ({ node: node?.id ?? null, file_name: fileName, text }))
      return c.json({ files: answer }, 200)
    })
}

function deviceRoutes(web: Web) {
  const one = { params }
  return {
    list: operation(web, 'get', '/devices', {
      summary: 'Devices, oldest first',
      request: { query: PageQuery },
      answer: pageOf(Device),
    }),
    add: operation(web, 'post', '/devices', {
      summary: 'Add a device',
      request: { body: bodyOf(NewDevice) },
      answer: Device,
    }),
    show: operation(web, 'get', '/devices/{id}', { summary: 'One device', request: one, answer: Device }),
    rename: operation(web, 'post', '/devices/{id}', {
      summary: 'Give a device another name',
      request: { ...one, body: bodyOf(Name) },
      answer: Device,
    }),
    remove: operation(web, 'post', '/devices/{id}/removal', {
      summary: 'Remove a device and disconnect it',
      request: one,
      answer: z.object({ removed: z.literal(true) }),
    }),
    key: operation(web, 'post', '/devices/{id}/key', {
      summary: 'Set the public key of a WireGuard device',
      request: { ...one, body: bodyOf(Key) },
      answer: Device,
    }),
    profile: operation(web, 'post', '/devices/{id}/profile', {
      summary: 'Make its keys here: the files are in this answer and nowhere else',
      request: one,
      answer: Profile,
    }),
  }
}
