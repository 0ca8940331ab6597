// The customer's devices: add, look, rename, remove. Every verb names the account, so a foreign device is not found.
import { z } from 'zod'
import { addOwnDevice } from '../../vpn/add-own-device.ts'
import { listDevices } from '../../vpn/list-devices.ts'
import { removeDevice } from '../../vpn/remove-device.ts'
import { renameDevice } from '../../vpn/rename-device.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import type { SignedVisit } from '../kit/visit.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { accessNow, limitOf } from './access.ts'
import { devicePage } from './device-page.tsx'
import { DevicesView, type DevicesViewProps } from './devices-view.tsx'

const AddForm = z.object({ name: z.string(), protocol: z.enum(['wireguard', 'openvpn']) })
const NameForm = z.object({ name: z.string() })

type Form = Pick<DevicesViewProps, 'values' | 'errors'>

export function devices(web: Web): Record<'list' | 'add' | 'show' | 'rename' | 'remove', Handler> {
  const { app } = web
  const listProps = async ({ account, csrf, session }: SignedVisit, form: Form): Promise<DevicesViewProps> => {
    const [{ access }, own] = await Promise.all([accessNow(web, account), listDevices(app, account)])
    const { emailVerified } = session
    return { csrf, now: app.clock(), devices: own, limit: limitOf(access), emailVerified, ...form }
  }
  const idOf = (c: PageContext) => c.req.param('id') ?? ''
  return {
    async list(c) {
      const visit = await customer(web, c)
      const props = await listProps(visit, { values: { name: '', protocol: 'wireguard' }, errors: {} })
      return show(web, c, visit, { title: 'Devices' }, <DevicesView {...props} />)
    },

    async add(c) {
      const visit = await customer(web, c)
      const values = parse(visit.form, AddForm)
      try {
        const from = { account: visit.account, network: web.clientIp(c) }
        const { id } = await addOwnDevice(app, from, values)
        return goTo(c, `/devices/${id}`)
      } catch (error) {
        const { code, status, message } = refused(c, error)
        const errors = code === 'invalid' || code === 'taken' ? { name: message } : { form: message }
        const props = await listProps(visit, { values, errors })
        return show(web, c, visit, { title: 'Devices', status }, <DevicesView {...props} />)
      }
    },

    async show(c) {
      return devicePage(web, c, await customer(web, c))
    },

    async rename(c) {
      const visit = await customer(web, c)
      const { name } = parse(visit.form, NameForm)
      try {
        await renameDevice(app, visit.account, idOf(c), name)
        return goTo(c, `/devices/${idOf(c)}`, 'renamed')
      } catch (error) {
        const { status, message } = refused(c, error)
        return devicePage(web, c, visit, { status, errors: { name: message }, values: { name } })
      }
    },

    async remove(c) {
      const visit = await customer(web, c)
      await removeDevice(app, visit.account, idOf(c))
      return goTo(c, '/devices', 'removed')
    },
  }
}
