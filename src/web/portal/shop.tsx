// What is sold: the pages open to everybody.
import { listNodes } from '../../vpn/nodes.ts'
import { visitor } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { LandingView } from './landing-view.tsx'
import { planCards } from './offers.ts'
import { PlansView } from './plans-view.tsx'

export function shop(web: Web): Record<'landing' | 'plans', Handler> {
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
  }
}
