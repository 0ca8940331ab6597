// /admin/payments/:id: one payment, what was given back of it, and the form that gives back more.
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface RefundRow {
  id: string
  createdAt: Date
  amount: bigint
  currency: string
  state: 'pending' | 'succeeded' | 'failed' | 'not-sent' | 'unknown'
  reason: string
  failure: string | null
}

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
  /** Null: this person may not refund, or nothing is left. */
  form: { intent: string; left: string; values: { amount: string; reason: string }; error: string | null } | null
}

export function PaymentView({ csrf, payment, customer, refunds, form }: PaymentViewProps) {
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
              [
                'Stripe',
                <span key="stripe" class="font-mono text-sm wrap-anywhere">
                  {payment.stripeId}
                </span>,
              ],
            ]}
          />
        </Panel>
        {form && <RefundForm csrf={csrf} id={payment.id} form={form} />}
      </div>
      {refunds.length > 0 && (
        <Panel title="Refunds from here">
          <Table caption="Refunds" columns={[{ head: 'Date' }, { head: 'Amount', align: 'right' }, { head: 'State' }]}>
            {refunds.map((refund) => (
              <tr key={refund.id}>
                <Cell head>
                  <Time at={refund.createdAt} />
                  <span class="block text-sm font-normal text-soft wrap-anywhere">{refund.reason}</span>
                </Cell>
                <Cell align="right">
                  <Money of={refund} />
                </Cell>
                <Cell>
                  <StateWord {...WORDS[refund.state]} />
                  {refund.failure && <span class="block text-sm text-soft wrap-anywhere">{refund.failure}</span>}
                </Cell>
              </tr>
            ))}
          </Table>
        </Panel>
      )}
    </>
  )
}

const WORDS: Record<RefundRow['state'], { tone: Tone; word: string }> = {
  pending: { tone: 'wait', word: 'Being sent' },
  unknown: { tone: 'wait', word: 'Checking with Stripe' },
  succeeded: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Refused' },
  'not-sent': { tone: 'off', word: 'Never reached Stripe' },
}

interface RefundFormProps {
  csrf: string
  id: string
  form: NonNullable<PaymentViewProps['form']>
}

function RefundForm({ csrf, id, form }: RefundFormProps) {
  return (
    <Panel
      title="Give money back"
      lead={`At most ${form.left}. A full refund ends the access that this payment bought.`}
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
            Refund
          </button>
        </div>
      </Form>
    </Panel>
  )
}
