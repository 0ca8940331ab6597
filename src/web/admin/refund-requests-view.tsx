// /admin/refund-requests: refunds that wait for a second person, and what became of those before.
import type { Role } from '../../db/schema.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface RefundRequestRow {
  id: string
  amount: bigint
  currency: string
  reason: string
  state: 'waiting' | 'approved' | 'denied' | 'withdrawn'
  requester: string
  createdAt: Date
  decidedAt: Date | null
  payment: string
  /** E-mail addresses. */
  customer: string
  askedBy: string
  decidedBy: string | null
}

export interface Viewer {
  account: string
  role: Role
}

interface RequestsProps {
  csrf: string
  requests: RefundRequestRow[]
  viewer: Viewer
}

export function RefundRequestsView({ more, error, ...rest }: RequestsProps & { more: boolean; error: string | null }) {
  return (
    <>
      <PageHead
        title="Refund requests"
        lead="Above the limit of one person, and whatever support asks for: an owner who did not ask decides."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <Panel title="Requests" lead={more ? `The first ${rest.requests.length}.` : undefined}>
        <FormError text={error ?? undefined} />
        {rest.requests.length === 0 ? <Empty icon="check" title="No request" /> : <RefundRequests {...rest} />}
      </Panel>
    </>
  )
}

const WORDS: Record<RefundRequestRow['state'], { tone: Tone; word: string }> = {
  waiting: { tone: 'wait', word: 'Waiting' },
  approved: { tone: 'good', word: 'Approved' },
  denied: { tone: 'bad', word: 'Denied' },
  withdrawn: { tone: 'off', word: 'Withdrawn' },
}

export function RefundRequests({ csrf, requests, viewer }: RequestsProps) {
  return (
    <Table
      caption="Refund requests"
      columns={[{ head: 'Refund' }, { head: 'Amount', align: 'right' }, { head: 'State' }, { head: 'Action' }]}
    >
      {requests.map((request) => (
        <tr key={request.id}>
          <Cell head>
            <a class="link wrap-anywhere" href={`/admin/payments/${request.payment}`}>
              {request.customer}
            </a>
            <span class="block text-sm font-normal wrap-anywhere">{request.reason}</span>
            <span class="block text-sm font-normal text-soft wrap-anywhere">
              {request.askedBy}, <Time at={request.createdAt} />
            </span>
          </Cell>
          <Cell align="right">
            <Money of={request} />
          </Cell>
          <Cell>
            <StateWord {...WORDS[request.state]} />
            {request.decidedBy && <span class="block text-sm text-soft wrap-anywhere">{request.decidedBy}</span>}
          </Cell>
          <Cell>{request.state === 'waiting' && <Actions csrf={csrf} request={request} viewer={viewer} />}</Cell>
        </tr>
      ))}
    </Table>
  )
}

function Actions({ csrf, request, viewer }: { csrf: string; request: RefundRequestRow; viewer: Viewer }) {
  const base = `/admin/refund-requests/${request.id}`
  if (request.requester === viewer.account) {
    return <Act csrf={csrf} action={`${base}/withdrawal`} word="Withdraw" of={request.customer} />
  }
  if (viewer.role !== 'owner') return <span class="text-sm text-soft">An owner decides.</span>
  return (
    <div class="flex flex-wrap gap-2">
      <Act csrf={csrf} action={`${base}/approval`} word="Approve" of={request.customer} look="btn-primary" />
      <Act csrf={csrf} action={`${base}/denial`} word="Deny" of={request.customer} />
    </div>
  )
}

interface ActProps {
  csrf: string
  action: string
  word: string
  of: string
  look?: string
}

function Act({ csrf, action, word, of, look = '' }: ActProps) {
  return (
    <Form action={action} csrf={csrf}>
      <button type="submit" class={`btn btn-sm h-10 ${look}`}>
        {word}
        <span class="sr-only"> the refund for {of}</span>
      </button>
    </Form>
  )
}
