// Answers that staff keep ready: see, make, change, remove.
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { changeAnswer, listAnswers, makeAnswer, readAnswer, removeAnswer } from '../../support/canned-answers.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { staff } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { AnswersView, AnswerView, type AnswerValues } from './answers-view.tsx'

const AnswerForm = z.object({ name: z.string(), text: z.string() })

interface Said {
  status: ContentfulStatusCode
  values: AnswerValues
  error: string | null
}

export function adminAnswers(web: Web): Record<'list' | 'make' | 'show' | 'change' | 'remove', Handler> {
  const { app } = web
  const idOf = (c: PageContext) => c.req.param('id') ?? ''
  const listPage = async (c: PageContext, visit: SignedVisit, { status, ...said }: Said) => {
    const props = { csrf: visit.csrf, answers: await listAnswers(app), ...said }
    return show(web, c, visit, { title: 'Answers kept ready', status }, <AnswersView {...props} />)
  }
  const onePage = (c: PageContext, visit: SignedVisit, { status, ...said }: Said) =>
    show(web, c, visit, { title: 'Change an answer', status }, <AnswerView csrf={visit.csrf} id={idOf(c)} {...said} />)
  return {
    async list(c) {
      return listPage(c, await staff(web, c), { status: 200, values: { name: '', text: '' }, error: null })
    },

    async make(c) {
      const visit = await staff(web, c)
      const values = parse(visit.form, AnswerForm)
      try {
        await makeAnswer(app, visit.account, values)
        return goTo(c, '/admin/answers', 'answer-kept')
      } catch (error) {
        const { status, message } = refused(c, error)
        return listPage(c, visit, { status, values, error: message })
      }
    },

    async show(c) {
      const visit = await staff(web, c)
      const { name, body } = await readAnswer(app, idOf(c))
      return onePage(c, visit, { status: 200, values: { name, text: body }, error: null })
    },

    async change(c) {
      const visit = await staff(web, c)
      const values = parse(visit.form, AnswerForm)
      await readAnswer(app, idOf(c))
      try {
        await changeAnswer(app, visit.account, idOf(c), values)
        return goTo(c, '/admin/answers', 'answer-kept')
      } catch (error) {
        const { status, message } = refused(c, error)
        return onePage(c, visit, { status, values, error: message })
      }
    },

    async remove(c) {
      const visit = await staff(web, c)
      await removeAnswer(app, visit.account, idOf(c))
      return goTo(c, '/admin/answers', 'answer-removed')
    },
  }
}
