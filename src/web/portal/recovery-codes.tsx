// The one answer that shows recovery codes.
import { hashSecret } from '../../lib/token.ts'
import { show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { PageContext, Web } from '../kit/web.ts'
import { RecoveryCodesView } from './second-factor-codes-view.tsx'

export function recoveryCodesPage(web: Web, c: PageContext, visit: SignedVisit, codes: string[]): Response {
  const goesOn = visit.session.role === 'customer' ? '/account' : '/admin'
  return show(web, c, visit, { title: 'Recovery codes' }, <RecoveryCodesView codes={codes} goesOn={goesOn} />)
}

/** The forms of the page belong to the session that the answer gives. */
export function inSession({ app }: Web, visit: SignedVisit, token: string): SignedVisit {
  return { ...visit, csrf: app.csrf.token({ session: hashSecret(token) }) }
}
