// Taking one's data along, and deleting one's account: with the password and, where there is one, the second factor.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { deleteOwnAccount, previewDeletion, takeOwnData } from '../../ops/own-account.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { customer } from '../kit/guards.ts'
import { leaveNothing } from '../kit/session.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { DeleteAccountView } from './delete-account-view.tsx'
import { OwnDataView } from './own-data-view.tsx'

const DataForm = z.object({ password: z.string() })
const DeletionForm = z.object({ password: z.string(), understood: z.string().optional() })

export function ownData(web: Web): Record<'form' | 'download', Handler> {
  const { app } = web
  const page = (c: PageContext, visit: SignedVisit, status: ContentfulStatusCode, error: string | null) =>
    show(
      web,
      c,
      visit,
      { title: 'Your data', status },
      <OwnDataView csrf={visit.csrf} isAnonymous={visit.session.isAnonymous} error={error} />,
    )
  return {
    async form(c) {
      return page(c, await customer(web, c), 200, null)
    },

    async download(c) {
      const visit = await customer(web, c)
      const { password } = parse(visit.form, DataForm)
      try {
        const data = await takeOwnData(app, visit.session, password)
        return c.body(JSON.stringify(data, null, 2), 200, {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Disposition': 'attachment; filename="my-data.json"',
        })
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(c, visit, status, message)
      }
    },
  }
}

export function deleteAccount(web: Web): Record<'form' | 'submit', Handler> {
  const { app } = web
  const page = async (c: PageContext, visit: SignedVisit, status: ContentfulStatusCode, error: string | null) => {
    const { csrf, session } = visit
    const { email, isAnonymous } = session
    const props = { csrf, email, isAnonymous, preview: await previewDeletion(app, session), error }
    return show(web, c, visit, { title: 'Delete your account', status }, <DeleteAccountView {...props} />)
  }
  return {
    async form(c) {
      return page(c, await customer(web, c), 200, null)
    },

    async submit(c) {
      const visit = await customer(web, c)
      const { password, understood } = parse(visit.form, DeletionForm)
      if (understood === undefined) return page(c, visit, 422, 'Say that you know that this cannot be undone.')
      try {
        await deleteOwnAccount(app, visit.session, password)
      } catch (error) {
        const { status, message } = refused(c, error)
        return page(c, visit, status, message)
      }
      leaveNothing(web, c)
      return goTo(c, '/', 'account-deleted')
    },
  }
}
