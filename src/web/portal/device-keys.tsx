// How a device gets its keys: its own public key, or a profile made here and shown this once.
// Invariant: an answer that holds a private key is stored by no cache and by nobody but its receiver.
import { z } from 'zod'
import { readDevice } from '../../vpn/list-devices.ts'
import { makeProfile } from '../../vpn/make-profile.ts'
import { setDeviceKey } from '../../vpn/set-device-key.ts'
import { Refusal } from '../../lib/refusal.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { DeviceMadeView } from './device-made-view.tsx'
import { devicePage } from './device-page.tsx'

const KeyForm = z.object({ public_key: z.string().max(200) })
const ProfileForm = z.object({ as: z.enum(['page', 'file']).default('page') })

export function deviceKeys(web: Web): Record<'set' | 'make', Handler> {
  const { app } = web
  const idOf = (c: PageContext) => c.req.param('id') ?? ''
  return {
    async set(c) {
      const visit = await customer(web, c)
      const publicKey = parse(visit.form, KeyForm).public_key.trim()
      try {
        await setDeviceKey(app, visit.account, idOf(c), publicKey)
        return goTo(c, `/devices/${idOf(c)}`)
      } catch (error) {
        const { status, message } = refused(c, error)
        return devicePage(web, c, visit, { status, errors: { publicKey: message }, values: { publicKey } })
      }
    },

    async make(c) {
      const visit = await customer(web, c)
      const { as } = parse(visit.form, ProfileForm)
      const device = await readDevice(app, visit.account, idOf(c))
      const files = await makeProfile(app, visit.account, device.id)
      c.header('Cache-Control', 'no-store')
      if (as === 'page') {
        return show(web, c, visit, { title: device.name }, <DeviceMadeView device={device} files={files} />)
      }
      const [file] = files
      if (!file) throw new Refusal('unavailable', 'No server is ready yet. Please try again later.')
      const name = file.fileName.replaceAll(/[^\w.-]/g, '-')
      return c.body(file.text, 200, {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename="${name}"`,
      })
    },
  }
}
