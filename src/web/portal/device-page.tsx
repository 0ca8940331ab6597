// The page of one device, also as the answer to a form on it that was refused.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { readDevice } from '../../vpn/list-devices.ts'
import { listNodes } from '../../vpn/nodes.ts'
import { profileTemplates } from '../../vpn/profile.ts'
import type { SignedVisit } from '../kit/visit.ts'
import { show } from '../kit/show.tsx'
import type { PageContext, Web } from '../kit/web.ts'
import { DeviceView, type DeviceViewProps } from './device-view.tsx'

interface Refused {
  status: ContentfulStatusCode
  errors: DeviceViewProps['errors']
  values: Partial<DeviceViewProps['values']>
}

/** Throws Refusal `not-found` for what is not this customer's. */
export async function devicePage(web: Web, c: PageContext, visit: SignedVisit, refused?: Refused): Promise<Response> {
  const { app } = web
  const id = c.req.param('id') ?? ''
  const device = await readDevice(app, visit.account, id)
  const [templates, nodes] = await Promise.all([profileTemplates(app, visit.account, id), listNodes(app)])
  const props: DeviceViewProps = {
    csrf: visit.csrf,
    now: app.clock(),
    device,
    templates,
    serversReady: nodes.some((node) => node.state !== 'waiting' && node.state !== 'retired'),
    values: { name: device.name, publicKey: '', ...refused?.values },
    errors: refused?.errors ?? {},
  }
  return show(web, c, visit, { title: device.name, status: refused?.status ?? 200 }, <DeviceView {...props} />)
}
