// The links of a changed e-mail address: to confirm it from the new mailbox, and to take it back from the old one. Each leads to a
// button, which a mail scanner does not press.
import { z } from 'zod'
import { confirmEmailChange } from '../../accounts/confirm-email-change.ts'
import { undoEmailChange } from '../../accounts/undo-email-change.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { visitor } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { EmailChangeView } from './email-change-view.tsx'

const TokenForm = z.object({ token: z.string().max(200) })
const WORDS = { confirm: 'Confirm your new address', undo: 'Take your account back' }

export function emailChange(web: Web): Record<'form' | 'submit', Handler> {
  return linkPage(web, 'confirm', async (c, token) => {
    await confirmEmailChange(web.app, token)
    return goTo(c, '/account', 'email-moved')
  })
}

export function emailChangeUndo(web: Web): Record<'form' | 'submit', Handler> {
  return linkPage(web, 'undo', async (c, token) => {
    const { resetToken } = await undoEmailChange(web.app, token)
    return goTo(c, `/reset-password/new?token=${encodeURIComponent(resetToken)}`, 'email-restored')
  })
}

function linkPage(
  web: Web,
  what: keyof typeof WORDS,
  act: (c: PageContext, token: string) => Promise<Response>,
): Record<'form' | 'submit', Handler> {
  const title = WORDS[what]
  return {
    async form(c) {
      const visit = await visitor(web, c)
      const body = <EmailChangeView {...{ csrf: visit.csrf, what, title }} token={c.req.query('token') ?? ''} />
      return show(web, c, visit, { title }, body)
    },

    async submit(c) {
      const visit = await visitor(web, c)
      const { token } = parse(visit.form, TokenForm)
      try {
        return await act(c, token)
      } catch (error) {
        const { status, message } = refused(c, error)
        const body = <EmailChangeView {...{ csrf: visit.csrf, what, title, token }} fault={message} />
        return show(web, c, visit, { title, status }, body)
      }
    },
  }
}
