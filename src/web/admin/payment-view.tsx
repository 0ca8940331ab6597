// /admin/payments/:id: one payment, what was given back of it, and the form that gives back more.
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import type { VNode } from 'preact'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { RefundRequests, type RefundRequestRow, type Viewer } from './refund-requests-view.tsx'
import type { RefundRow } from './refund-rows.ts'

export interface PaymentViewProps {
  csrf: string
  payment: {
    id: string
    stripeId: string
    createdAt: Date
    amount: bigint
    refunded: bigint
    currency: string
    status: 'pending' | 'succeeded' | 'failed'
  }
  customer: { id: string; email: string }
  refunds: RefundRow[]
  disputes: { id: string; status: string }[]
  /** Refunds that waited or wait for a second person. */
  requests: RefundRequestRow[]
  viewer: Viewer
  /** Null: nothing is left. */
  form: {
    intent: string
    left: string
    /** Support asks; an owner gives back up to `limit` (null: any amount) and asks for more. */
    isRequest: boolean
    limit: string | null
    values: { amount: string; reason: string }
    error: string | null
  } | null
}

export function PaymentView(props: PaymentViewProps) {
  const { csrf, payment, customer, refunds, disputes, requests, viewer, form } = props
  return (
    <>
      <PageHead title="Payment" back={{ href: `/admin/customers/${customer.id}`, label: customer.email }} />
      <div class="grid items-start gap-5 lg:grid-cols-[1.5fr_1fr]">
        <Panel title="What was paid">
          <Facts
            of={[
              ['Amount', <Money key="amount" of={payment} />],
              ['Given back', <Money key="back" of={{ amount: payment.refunded, currency: payment.currency }} />],
              ['When', <Time key="when" at={payment.createdAt} />],
              ...disputes.map(({ id, status }): [string, VNode] => [
                'Dispute',
                <a key={id} class="link" href={`/admin/disputes/${id}`}>
                  {status.replaceAll('_', ' ')}
                </a>,
              ]),
              [
                'Stripe',
                <span key="stripe" class="font-mono text-sm wrap-anywhere">
                  {payment.stripeId}
                </span>,
              ],
              [
                'Books',
                <a key="books" class="link" href={`/admin/ledger?object=${payment.stripeId}`}>
                  What was booked
                </a>,
              ],
            ]}
          />
        </Panel>
        {form && <RefundForm csrf={csrf} id={payment.id} form={form} />}
      </div>
      {refunds.length > 0 && <Refunds rows={refunds} />}
      {requests.length > 0 && (
        <Panel title="Asked for" class="mt-5">
          <RefundRequests csrf={csrf} requests={requests} viewer={viewer} />
        </Panel>
      )}
    </>
  )
}

function Refunds({ rows }: { rows: RefundRow[] }) {
  return (
    <Panel title="Refunds" class="mt-5">
      <Table caption="Refunds" columns={[{ head: 'Date' }, { head: 'Amount', align: 'right' }, { head: 'State' }]}>
        {rows.map((refund) => (
          <tr key={refund.id}>
            <Cell head>
              <Time at={refund.createdAt} />
              <span class="block text-sm font-normal text-soft wrap-anywhere">{refund.reason}</span>
            </Cell>
            <Cell align="right">
              <Money of={refund} />
            </Cell>
            <Cell>
              <StateWord tone={refund.tone} word={refund.word} />
              {refund.failure && <span class="block text-sm text-soft wrap-anywhere">{refund.failure}</span>}
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}

interface RefundFormProps {
  csrf: string
  id: string
  form: NonNullable<PaymentViewProps['form']>
}

function secondPerson({ isRequest, limit }: RefundFormProps['form']): string {
  if (isRequest) return 'An owner has to approve it.'
  return limit === null ? '' : `More than ${limit} a payment or a day has to be approved by another owner.`
}

function RefundForm({ csrf, id, form }: RefundFormProps) {
  return (
    <Panel
      title={form.isRequest ? 'Ask for a refund' : 'Give money back'}
      lead={`At most ${form.left}. A full refund ends the access that this payment bought. ${secondPerson(form)}`}
    >
      <Form action={`/admin/payments/${id}/refunds`} csrf={csrf} class="grid gap-3">
        <input type="hidden" name="intent" value={form.intent} />
        {form.error && (
          <p role="alert" class="text-error">
            {form.error}
          </p>
        )}
        <Field
          name="amount"
          label="Amount"
          hint="Empty: all that is left."
          value={form.values.amount}
          required={false}
        />
        <Field name="reason" label="Reason" value={form.values.reason} maxLength={500} />
        <div>
          <button type="submit" class="btn btn-primary">
            {form.isRequest ? 'Ask for it' : 'Refund'}
          </button>
        </div>
      </Form>
    </Panel>
  )
}
