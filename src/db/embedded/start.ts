// The embedded database: real PostgreSQL, made on the first start, durable, reachable by a private unix socket alone.
// Whoever starts it owns it: one Turnpike for one data folder, the server ends with its owner, is started again when it
// crashes, and what a killed owner left behind is cleared away first.
import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './create-cluster.ts'
import { DURABLE_SETTINGS } from './durable-settings.ts'
import { locateCluster, openHome } from './home.ts'
import { lockDataDir } from './lock.ts'
import { endOrphan } from './orphan.ts'
import type { PostmasterPlan } from './postmaster.ts'
import { DATABASE, PRODUCT_ROLE, ROLE } from './ready.ts'
import { chooseRunAs } from './run-as.ts'
import { openSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { supervise } from './supervise.ts'

export interface EmbeddedPostgres {
  /** For `pg` and libpq alike: the socket folder is the `host` parameter, which both put before the URL's own host. */
  connectionString: string
  /** The same for the product, which owns nothing there. */
  productConnectionString: string
  socketDir: string
  user: string
  database: string
  /** Fast shutdown; resolves when the server has ended and the folder is free for the next start. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** The product's DATA_DIR; the database lies in its `postgres`. Made when missing. */
  dataDir: string
  /** Gets the server's log lines and ours. */
  log: (line: string) => void
  /** PostgreSQL settings over the defaults. */
  settings?: Readonly<Record<string, string>>
  /** Abandons the start, or stops the server. */
  signal?: AbortSignal
}

/**
 * Starts the database of `dataDir` and resolves when it answers. Throws one clear line when another Turnpike uses the
 * folder, when the data belongs to another user or major version, or when the server does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (!isMainThread)
    throw new Error('the embedded database must be started on the main thread: it ends with its thread')
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const dataDir = await realpath(options.dataDir)
  const lock = await lockDataDir(dataDir)
  try {
    const plan = await prepare(dataDir, options)
    const server = await supervise(plan, options.signal)
    let stopped: Promise<void> | null = null
    const stopOnce = async () => {
      await server.stop()
      await removeSocketFolder(dirname(plan.clusterDir))
      lock.release()
    }
    const stop = () => (stopped ??= stopOnce())
    options.signal?.addEventListener('abort', () => void stop(), { once: true })
    return { ...addressOf(plan.socketDir), stop }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function prepare(dataDir: string, { log, settings = {}, signal }: EmbeddedOptions): Promise<PostmasterPlan> {
  const runAs = await chooseRunAs(await locateCluster(dataDir))
  const home = await openHome(dataDir, runAs, log)
  const clusterDir = join(home, 'data')
  const copiesDir = runAs.switches.length > 0 ? '/var/cache/turnpike' : join(dataDir, 'programs')
  const binaries = await findBinaries(runAs, copiesDir)
  signal?.throwIfAborted()
  await ensureCluster(clusterDir, binaries, runAs)
  await endOrphan(clusterDir, log)
  const socketDir = await openSocketFolder(home, runAs)
  signal?.throwIfAborted()
  return { binaries, runAs, clusterDir, socketDir, settings: { ...DURABLE_SETTINGS, ...settings }, log }
}

/** How clients reach a server by its socket folder. */
export function addressOf(socketDir: string) {
  const as = (role: string) => `postgresql://${role}@localhost/${DATABASE}?host=${encodeURIComponent(socketDir)}`
  return {
    connectionString: as(ROLE),
    productConnectionString: as(PRODUCT_ROLE),
    socketDir,
    user: ROLE,
    database: DATABASE,
  }
}
