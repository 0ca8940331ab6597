// The demo's mailbox: what would have been sent. Reached in the demo only; its routes do not exist elsewhere.
import { findMail, listMails } from '../../mail/queries.ts'
import { Refusal } from '../../lib/refusal.ts'
import { visitor } from '../kit/guards.ts'
import { show } from '../kit/show.tsx'
import type { Handler, Web } from '../kit/web.ts'
import { wordsOf } from '../../mail/sealed-words.ts'
import { MailboxView, MailView } from './mailbox-view.tsx'

export function mailbox(web: Web): Record<'list' | 'show', Handler> {
  const { app } = web
  return {
    async list(c) {
      const visit = await visitor(web, c)
      return show(web, c, visit, { title: 'Mailbox' }, <MailboxView mails={await listMails(app.db)} />)
    },
    async show(c) {
      const visit = await visitor(web, c)
      const mail = await findMail(app.db, c.req.param('id') ?? '')
      if (!mail) throw new Refusal('not-found', 'There is no such mail.')
      const { text } = wordsOf(app.seal, mail)
      const view = <MailView mail={{ ...mail, text }} ownOrigin={app.baseUrl.origin} />
      return show(web, c, visit, { title: mail.subject }, view)
    },
  }
}
