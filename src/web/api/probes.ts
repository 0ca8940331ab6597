// What machines ask about this process: whether it lives, whether to send it work, how it does.
// Invariant: figures are for those with the token, or on this machine itself; for others the paths do not exist.
import { bearerIn, isSameToken } from '../kit/bearer.ts'
import { isFromHere } from '../kit/client-ip.ts'
import type { Counts } from '../kit/counts.ts'
import { answerNotFound } from '../kit/errors.tsx'
import type { Handler, PageContext, Web } from '../kit/web.ts'

export function probes(web: Web, counts: Counts): Record<'live' | 'ready' | 'health' | 'metrics', Handler> {
  const { app, draining } = web
  return {
    live: async (c) => c.text('ok\n'),
    async ready(c) {
      if (draining.aborted) return c.text('draining\n', 503)
      return (await databaseAnswers(web)) ? c.text('ok\n') : c.text('the database does not answer\n', 503)
    },
    async health(c) {
      if (!mayLook(web, c)) return answerNotFound(web, c)
      const database = await databaseAnswers(web)
      const isWell = database && !draining.aborted
      return c.json(
        { status: isWell ? 'ok' : 'failing', database, draining: draining.aborted, now: app.clock() },
        isWell ? 200 : 503,
      )
    },
    async metrics(c) {
      if (!mayLook(web, c)) return answerNotFound(web, c)
      const lines = [
        '# TYPE turnpike_up gauge',
        'turnpike_up 1',
        '# TYPE process_uptime_seconds gauge',
        `process_uptime_seconds ${process.uptime().toFixed(1)}`,
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '# TYPE turnpike_http_requests_total counter',
        ...[...counts.all()].map(([kind, count]) => `turnpike_http_requests_total{status="${kind}"} ${count}`),
      ]
      return c.body(`${lines.join('\n')}\n`, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
    },
  }
}

function databaseAnswers({ app }: Web): Promise<boolean> {
  return app.ready().then(
    () => true,
    () => false, // that is the answer
  )
}

function mayLook({ app }: Web, c: PageContext): boolean {
  const given = bearerIn(c)
  const { metricsToken } = app.config
  if (given !== undefined) return metricsToken !== null && isSameToken(given, metricsToken)
  return isFromHere(c)
}
