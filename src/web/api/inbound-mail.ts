// POST /mail/inbound: a raw mail as its body, from the mail server or whoever hands mails on, with the token of the settings. No
// cookie and no form counts here. Whoever has not the token is told what is told of a path that does not exist.
import { createHash, timingSafeEqual } from 'node:crypto'
import { LONGEST_MAIL } from '../../mail/read-mail.ts'
import { receiveAnswer } from '../../support/receive-answer.ts'
import { answerNotFound } from '../kit/errors.tsx'
import { readBytes } from '../kit/form.ts'
import type { Handler, Web } from '../kit/web.ts'

/** 200 when it was taken or is never to be: sent again it would be the same. 413 and 429 say so; anything else: send it again. */
export function inboundMail(web: Web, token: string): Handler {
  return async (c) => {
    const [, given] = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '') ?? []
    if (given === undefined || !timingSafeEqual(digest(given), digest(token))) return answerNotFound(web, c)
    const { kind } = await receiveAnswer(web.app, await readBytes(c.req.raw, LONGEST_MAIL))
    return c.json({ result: kind })
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
