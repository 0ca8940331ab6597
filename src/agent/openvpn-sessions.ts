// The live decision over every OpenVPN client, and the list of those that are served.
// Invariant: a client is let in only by a yes worked out from the newest aim; when the aim changes, each session is judged
// again at once, and one that may not stay is ended.
import type { Aim } from './aim.ts'
import type { Clock } from './clock.ts'
import type { OpenvpnState, PeerReport } from './contract.ts'
import type { Admitted } from './openvpn-admitted.ts'
import { clientLines } from './openvpn-config.ts'
import { endedReport, rowReport } from './openvpn-reports.ts'
import { decide } from './openvpn-decision.ts'
import type { ClientsById, Decision } from './openvpn-decision.ts'
import { parseStatus } from './openvpn-management-text.ts'
import type { ClientRow, ManagementMessage } from './openvpn-management-text.ts'
import type { Management } from './openvpn-management.ts'
import { makeSentences } from './openvpn-sentences.ts'

type ClientEvent = Extract<ManagementMessage, { kind: 'client' }>

interface Session {
  commonName: string
  serial: string | null
}

export interface Sessions {
  aim(aim: Aim): void
  onEvent(event: ClientEvent): void
  /** Takes over the sessions of a daemon that was already running; clients that wait for an answer are made to ask again. */
  adopt(): Promise<void>
  settled(): Promise<void>
  report(): Promise<PeerReport[]>
}

export interface SessionsNeeds {
  management: Management
  admitted: Admitted
  clock: Clock
  onEnded: (report: PeerReport) => void
}

export function makeSessions({ management, admitted, clock, onEnded }: SessionsNeeds, first: Aim): Sessions {
  const sessions = new Map<string, Session>()
  const sentences = makeSentences(management)
  let current = first
  let clients: ClientsById = byId(first)

  const decision: Decide = (session, isNew) => decide(current, clients, { ...session, isNew }, clock())
  const judge = (cid: string, session: Session) => {
    const verdict = decision(session, false)
    if (verdict.kind !== 'yes') sentences.pass(cid, verdict.kind === 'no' ? verdict.sentence : null)
  }
  const admit: AnswerNeeds['admit'] = (cid, session) => {
    sessions.set(cid, session)
    return admitted.note(cid, session.commonName, session.serial)
  }
  const end = ({ cid, env }: ClientEvent) => {
    const session = sessions.get(cid)
    sessions.delete(cid)
    admitted.forget(cid)
    sentences.served(cid)
    if (session !== undefined) onEnded(endedReport(session.commonName, env))
  }
  const rows = async () => parseStatus(await management.askMany('status 3'))
  const adoptOne = async (row: ClientRow) => {
    if (!row.isServed) return management.ask(`client-kill ${row.cid}`).catch(() => {})
    const session = { commonName: row.commonName, serial: admitted.serialOf(row.cid, row.commonName) }
    sessions.set(row.cid, session)
    judge(row.cid, session)
  }
  return {
    aim: (aim) => {
      current = aim
      clients = byId(aim)
      for (const [cid, session] of sessions) judge(cid, session)
    },
    onEvent: (event) => {
      if (event.event === 'DISCONNECT') end(event)
      if (event.event !== 'CONNECT' && event.event !== 'REAUTH') return
      // A failed answer means the client has gone, or the connection has, and then everything is asked anew.
      answer({ decision, admit, openvpn: current.state.openvpn }, event)
        .then(management.ask)
        .catch(() => {})
    },
    adopt: async () => {
      for (const row of await rows()) {
        if (row.cid !== '' && !sessions.has(row.cid)) await adoptOne(row)
      }
    },
    settled: sentences.settled,
    report: async () => (await rows()).filter((row) => row.isServed).map(rowReport),
  }
}

type Decide = (session: Session, isNew: boolean) => Decision

interface AnswerNeeds {
  decision: Decide
  admit: (cid: string, session: Session & { serial: string }) => Promise<void>
  openvpn: OpenvpnState
}

/** The command that answers a client's question. */
async function answer(
  { decision, admit, openvpn }: AnswerNeeds,
  { event, cid, kid, env }: ClientEvent,
): Promise<string> {
  const session = { commonName: env.get('common_name') ?? '', serial: env.get('tls_serial_0') ?? '' }
  const isNew = event === 'CONNECT'
  if (decision(session, isNew).kind === 'yes') await admit(cid, session)
  // Worked out again: the aim may have changed while the note was written.
  const verdict = decision(session, isNew)
  if (verdict.kind !== 'yes') return denial(cid, kid, verdict)
  if (!isNew) return `client-auth-nt ${cid} ${kid}`
  return [`client-auth ${cid} ${kid}`, ...clientLines(openvpn, verdict.client), 'END'].join('\n')
}

function byId(aim: Aim): ClientsById {
  return new Map(aim.state.openvpn.clients.map((client) => [client.id, client]))
}

/** The first text is for the log, the second for the customer (management-notes, COMMAND -- client-deny). */
function denial(cid: string, kid: string, verdict: Exclude<Decision, { kind: 'yes' }>): string {
  const text = verdict.kind === 'no' ? verdict.sentence : `TEMP[backoff 3,advance no]:${verdict.sentence}`
  return `client-deny ${cid} ${kid} "not admitted" "${text}"`
}
