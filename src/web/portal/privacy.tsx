// The privacy page: the inventory and the settings, read when it is asked for.
import { PERSONAL, TOPICS } from '../../ops/core/data-inventory.ts'
import { erasureWords, untilWords } from '../../ops/core/inventory-words.ts'
import { visitor } from '../kit/guards.ts'
import { cookies } from '../kit/session.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { PrivacyView, type KeptRow } from './privacy-view.tsx'

export function privacy(web: Web): Handler {
  const { app } = web
  return async (c) => {
    const visit = await visitor(web, c)
    const { graceDays, leaseSeconds, tax, smtp } = app
    const props = { graceDays, leaseHours: Math.ceil(leaseSeconds / 3600), hasMailServer: smtp !== null, tax }
    const body = <PrivacyView {...props} topics={keptByTopic()} cookies={cookies(web).map(cookieRow)} />
    return show(web, c, visit, { title: 'Privacy' }, body)
  }
}

/** What is about customers, as rows of a page. */
export function keptByTopic(): { topic: string; rows: KeptRow[] }[] {
  return TOPICS.map((topic) => {
    const rows = PERSONAL.filter((kept) => kept.of.topic === topic).map((kept) => ({
      title: kept.of.title,
      what: kept.what,
      why: kept.why,
      until: untilWords(kept),
      erased: erasureWords(kept),
    }))
    return { topic, rows }
  })
}

function cookieRow({ name, keeps, seconds }: ReturnType<typeof cookies>[number]) {
  return { name, keeps, lasts: seconds === null ? 'Until you close the browser' : lengthOf(seconds) }
}

function lengthOf(seconds: number): string {
  return seconds < 86_400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 86_400)} days`
}
