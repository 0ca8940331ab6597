// /admin/affiliates/runs/:id: what one run pays to whom, and the form that says it was sent.
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { formatInstant } from '../kit/components/time.tsx'
import { Money } from '../kit/components/money.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Icon } from '../kit/icons.tsx'

interface PayoutOfRun {
  id: string
  affiliate_id: string
  email: string
  amount: bigint
  currency: string
  /** Null: not for this person to see. */
  details: string | null
  paidAt: Date | null
  reference: string | null
}

export interface PayoutRunViewProps {
  csrf: string
  id: string
  createdAt: Date
  payouts: PayoutOfRun[]
  isOwner: boolean
  error: string | null
}

const COLUMNS = [{ head: 'Affiliate' }, { head: 'Amount', align: 'right' }, { head: 'State' }] as const

export function PayoutRunView({ csrf, id, createdAt, payouts, isOwner, error }: PayoutRunViewProps) {
  return (
    <>
      <PageHead
        title="Payout run"
        lead={`Made ${formatInstant(createdAt)}.`}
        back={{ href: '/admin/affiliates', label: 'Affiliates' }}
      >
        {isOwner && (
          <a class="btn" href={`/admin/affiliates/runs/${id}/payouts.csv`}>
            <Icon name="download" class="size-4" />
            CSV
          </a>
        )}
      </PageHead>
      <Panel title="Payouts" lead="Send the money, then write down how.">
        <FormError text={error ?? undefined} />
        <Table caption="Payouts" columns={COLUMNS}>
          {payouts.map((payout) => (
            <Row key={payout.id} csrf={csrf} run={id} payout={payout} isOwner={isOwner} />
          ))}
        </Table>
      </Panel>
    </>
  )
}

function Row({ csrf, run, payout, isOwner }: { csrf: string; run: string; payout: PayoutOfRun; isOwner: boolean }) {
  return (
    <tr>
      <Cell head>
        <a class="link wrap-anywhere" href={`/admin/affiliates/${payout.affiliate_id}`}>
          {payout.email}
        </a>
        {payout.details !== null && (
          <span class="block text-sm font-normal text-soft wrap-anywhere">
            {payout.details === '' ? 'No payout details given' : payout.details}
          </span>
        )}
      </Cell>
      <Cell align="right">
        <Money of={payout} />
      </Cell>
      <Cell>
        {payout.paidAt ? (
          <>
            <StateWord tone="good" word="Sent" />
            <span class="block text-sm text-soft wrap-anywhere">{payout.reference}</span>
          </>
        ) : isOwner ? (
          <PaidForm csrf={csrf} run={run} payout={payout} />
        ) : (
          <StateWord tone="wait" word="Being sent" />
        )}
      </Cell>
    </tr>
  )
}

function PaidForm({ csrf, run, payout }: { csrf: string; run: string; payout: PayoutOfRun }) {
  const action = `/admin/affiliates/payouts/${payout.id}/payment`
  return (
    <Form action={action} csrf={csrf} class="grid min-w-44 gap-2" label={`Mark as sent: ${payout.email}, ${payout.id}`}>
      <input type="hidden" name="run" value={run} />
      <Field name="reference" label="Reference of the transfer" maxLength={200} idPrefix={`${payout.id}-`} />
      <div>
        <button type="submit" class="btn btn-sm h-10">
          Mark as sent
        </button>
      </div>
    </Form>
  )
}
