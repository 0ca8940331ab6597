// Looks early whether the address can be listened on, so that a taken port is told before anything was started.
import { createServer } from 'node:net'

/** The port, or a free one for 0. Throws a sentence that names the setting to change. */
export async function claimPort(host: string, port: number): Promise<number> {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  try {
    await promise
  } catch (error) {
    throw new Error(sentenceFor(error, host, port), { cause: error })
  }
  const address = server.address()
  const closed = Promise.withResolvers<void>()
  server.close(() => closed.resolve())
  await closed.promise
  return typeof address === 'object' && address !== null ? address.port : port
}

function sentenceFor(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') {
    return `PORT: another program, perhaps another Turnpike, listens on ${host}:${port}. Stop it, or set PORT to a free one.`
  }
  if (code === 'EACCES') return `PORT: this user may not listen on port ${port}. Set PORT to 1024 or more.`
  return `HOST: cannot listen on ${host}. Set HOST to an address of this machine.`
}
