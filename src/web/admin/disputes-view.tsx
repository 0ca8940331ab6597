// /admin/disputes: payments that banks ask back, those that wait for an answer first.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Money } from '../kit/components/money.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { DisputeWord, needsAnswer, type DisputeRow } from './dispute-word.tsx'

interface DisputesViewProps {
  now: Date
  disputes: DisputeRow[]
  /** More than are shown. */
  more: boolean
}

export function DisputesView({ now, disputes, more }: DisputesViewProps) {
  return (
    <>
      <PageHead
        title="Disputes"
        lead="An inquiry cuts nobody off. A dispute suspends access until it is won."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <Panel title="Disputes" lead={more ? `The first ${disputes.length}.` : undefined}>
        {disputes.length === 0 ? <Empty icon="check" title="No dispute" /> : <Rows now={now} disputes={disputes} />}
      </Panel>
    </>
  )
}

function Rows({ now, disputes }: { now: Date; disputes: DisputeRow[] }) {
  return (
    <Table
      caption="Disputes"
      columns={[{ head: 'Customer' }, { head: 'Amount', align: 'right' }, { head: 'State' }, { head: 'Answer until' }]}
    >
      {disputes.map((dispute) => (
        <tr key={dispute.id}>
          <Cell head>
            <a class="link wrap-anywhere" href={`/admin/disputes/${dispute.id}`}>
              {dispute.email}
            </a>
            <span class="block text-sm font-normal text-soft">
              <Time at={dispute.createdAt} />
            </span>
          </Cell>
          <Cell align="right">
            <Money of={dispute} />
          </Cell>
          <Cell>
            <DisputeWord dispute={dispute} now={now} />
          </Cell>
          <Cell>{needsAnswer(dispute) && dispute.dueBy ? <Time at={dispute.dueBy} /> : '–'}</Cell>
        </tr>
      ))}
    </Table>
  )
}
