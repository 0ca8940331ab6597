// What is sold, and what is kept about those who buy: the pages open to everybody.
import { listNodes } from '../../vpn/nodes.ts'
import { visitor } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { LandingView } from './landing-view.tsx'
import { planCards } from './offers.ts'
import { PlansView } from './plans-view.tsx'
import { PrivacyView } from './privacy-view.tsx'

export function shop(web: Web): Record<'landing' | 'plans' | 'privacy', Handler> {
  const { app } = web
  return {
    async landing(c) {
      const visit = await visitor(web, c)
      const nodes = (await listNodes(app)).filter((node) => node.mode === 'active' && node.state !== 'waiting')
      const locations = [...new Set(nodes.flatMap((node) => node.location ?? []))]
      const cards = await planCards(web, c, visit)
      return show(web, c, visit, { title: 'Private internet access' }, <LandingView {...cards} locations={locations} />)
    },
    async plans(c) {
      const visit = await visitor(web, c)
      return show(web, c, visit, { title: 'Plans' }, <PlansView {...await planCards(web, c, visit)} />)
    },
    async privacy(c) {
      const visit = await visitor(web, c)
      const { graceDays, leaseSeconds } = app
      const body = <PrivacyView graceDays={graceDays} leaseHours={Math.ceil(leaseSeconds / 3600)} />
      return show(web, c, visit, { title: 'Privacy' }, body)
    },
  }
}
