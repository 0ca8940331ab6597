// The rehearsal of the demo: the owner moves the one clock and plays the bank, and sees what follows. Its routes do not exist where
// payments are real.
import { z } from 'zod'
import { dueNext } from '../../ops/rehearsal-due.ts'
import { happenedSinceStep } from '../../ops/rehearsal-happened.ts'
import { openMoves } from '../../ops/rehearsal-move.ts'
import { playScene, SCENES } from '../../ops/rehearsal-play.ts'
import { buyers, emailsOf } from '../../ops/rehearsal-queries.ts'
import type { Simulated } from '../../ops/simulator-control.ts'
import { refused } from '../kit/errors.tsx'
import { parse } from '../kit/form.ts'
import { owner } from '../kit/guards.ts'
import { goTo, show } from '../kit/show.tsx'
import type { SignedVisit } from '../kit/visit.ts'
import type { Handler, PageContext, Web } from '../kit/web.ts'
import { RehearsalView } from './rehearsal-view.tsx'

const PAGE = '/admin/rehearsal'
const BUYERS = 100
const DUE_SHOWN = 8
const Move = z.object({ step: z.enum(['hour', 'day', 'month', 'next']), csrf: z.string() })
const Play = z.object({ account: z.string().max(100), scene: z.enum(SCENES), csrf: z.string() })
const SAID = { quiet: 'time-moved', busy: 'time-busy', stopped: 'time-stopped' } as const

export function adminRehearsal(web: Web, simulator: Simulated): Record<'show' | 'move' | 'play', Handler> {
  const { app } = web
  const { moveClock } = app
  const move = moveClock ? openMoves({ ...app, simulator, moveClock }) : null
  /** A refusal is said on the page itself. */
  const acting =
    (act: (c: PageContext, visit: SignedVisit) => Promise<Response>): Handler =>
    async (c) => {
      const visit = await owner(web, c)
      try {
        return await act(c, visit)
      } catch (error) {
        const { status, message } = refused(c, error)
        return rehearsalPage(web, simulator, c, visit, { status, error: message })
      }
    }
  return {
    show: acting((c, visit) => rehearsalPage(web, simulator, c, visit)),
    move: acting(async (c, visit) => {
      const { step } = parse(visit.form, Move)
      if (!move) return goTo(c, PAGE)
      const mover = { account: visit.account, sessionHash: visit.session.sessionHash }
      return goTo(c, PAGE, SAID[await move(mover, step)])
    }),
    play: acting(async (c, visit) => {
      const { account, scene } = parse(visit.form, Play)
      const isQuiet = await playScene({ ...app, simulator }, { actor: visit.account, account, scene })
      return goTo(c, PAGE, isQuiet ? 'played' : 'time-busy')
    }),
  }
}

type Answered = Pick<ReturnType<typeof refused>, 'status'> & { error: string | null }

async function rehearsalPage(
  web: Web,
  simulator: Simulated,
  c: PageContext,
  visit: SignedVisit,
  { status, error }: Answered = { status: 200, error: null },
): Promise<Response> {
  const { app } = web
  const [found, step, customers] = await Promise.all([
    dueNext({ ...app, simulator }),
    happenedSinceStep(app),
    buyers(app.db, BUYERS),
  ])
  const due = found.slice(0, DUE_SHOWN)
  const emails = await emailsOf(app.db, [...new Set(due.flatMap(({ account }) => account ?? []))])
  const props = {
    csrf: visit.csrf,
    error,
    now: app.clock(),
    isMovable: app.moveClock !== null,
    due: due.map((one) => ({ ...one, email: one.account === null ? null : (emails.get(one.account) ?? null) })),
    customers,
    step,
  }
  return show(web, c, visit, { title: 'Rehearsal', status }, <RehearsalView {...props} />)
}
