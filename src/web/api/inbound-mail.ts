// POST /mail/inbound: a raw mail as its body, from the mail server or whoever hands mails on, with the token of the settings. No
// cookie and no form counts here. Whoever has not the token is told what is told of a path that does not exist.
import { LONGEST_MAIL } from '../../mail/read-mail.ts'
import { isDropped, receiveAnswer } from '../../support/receive-answer.ts'
import { bearerIn, isSameToken } from '../kit/bearer.ts'
import { answerNotFound } from '../kit/errors.tsx'
import { readBytes } from '../kit/form.ts'
import type { Handler, Web } from '../kit/web.ts'

/** 200 when it was taken or is never to be: sent again it would be the same. 413 and 429 say so; anything else: send it again. */
export function inboundMail(web: Web, token: string): Handler {
  return async (c) => {
    const given = bearerIn(c)
    if (given === undefined || !isSameToken(given, token)) return answerNotFound(web, c)
    const receipt = await receiveAnswer(web.app, await readBytes(c.req.raw, LONGEST_MAIL))
    const { kind } = receipt
    if (isDropped(receipt)) web.app.log.info({ event: 'mail-dropped', why: kind }, 'a mail was dropped')
    return c.json({ result: kind })
  }
}
