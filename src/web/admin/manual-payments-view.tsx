// /admin/manual-payments: whose money is awaited, what was decided before, and the form that asks for a customer.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { SearchForm } from '../kit/components/search-form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import {
  manualPaymentWord,
  methodWord,
  PriceAndMethod,
  type ManualPaymentRow,
  type PriceChoice,
} from '../portal/manual-payments-view.tsx'

export interface StaffManualPaymentRow extends ManualPaymentRow {
  /** E-mail addresses. */
  customer: string
  decidedBy: string | null
}

interface AdminManualPaymentsProps {
  csrf: string
  search: { reference?: string; customer?: string }
  payments: StaffManualPaymentRow[]
  more: boolean
  /** Null: the setting is off. */
  form: Omit<AskProps, 'csrf'> | null
}

const FIELDS = [
  ['reference', 'Reference', '7KQ2M-XW4RT'],
  ['customer', 'Customer', 'part of an e-mail address'],
] as const

export function AdminManualPaymentsView({ csrf, search, payments, more, form }: AdminManualPaymentsProps) {
  const isNarrowed = Object.keys(search).length > 0
  return (
    <>
      <PageHead
        title="Manual payments"
        lead="Money that comes by bank, in cash or another way. Look for the reference on your statement before you approve."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <div class="grid items-start gap-5 lg:grid-cols-[1.7fr_1fr]">
        <div class="grid min-w-0 gap-5">
          <SearchForm
            action="/admin/manual-payments"
            fields={FIELDS}
            values={search}
            class="sm:grid-cols-[1fr_1fr_auto]"
          />
          <Panel title={isNarrowed ? 'Found' : 'Requests'} lead={more ? `The first ${payments.length}.` : undefined}>
            {payments.length === 0 ? (
              <Empty icon="check" title={isNarrowed ? 'Nothing found' : 'No request'} />
            ) : (
              <Requests payments={payments} />
            )}
          </Panel>
        </div>
        {form ? <AskFor csrf={csrf} {...form} /> : <SwitchedOff />}
      </div>
    </>
  )
}

function Requests({ payments }: { payments: StaffManualPaymentRow[] }) {
  return (
    <Table
      caption="Manual payments"
      columns={[{ head: 'Request' }, { head: 'Amount', align: 'right' }, { head: 'State' }]}
    >
      {payments.map((payment) => (
        <tr key={payment.id}>
          <Cell head>
            <a class="link font-mono wrap-anywhere" href={`/admin/manual-payments/${payment.id}`}>
              {payment.reference}
            </a>
            <span class="block text-sm font-normal wrap-anywhere">{payment.customer}</span>
            <span class="block text-sm font-normal text-soft">
              {methodWord(payment.method)}, <Time at={payment.createdAt} />
            </span>
          </Cell>
          <Cell align="right">
            <Money of={payment} />
            <span class="block text-sm text-soft">
              {payment.planName}, one {payment.interval}
            </span>
          </Cell>
          <Cell>
            <StateWord {...manualPaymentWord(payment.state)} />
            {payment.decidedBy && <span class="block text-sm text-soft wrap-anywhere">{payment.decidedBy}</span>}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

interface AskProps {
  csrf: string
  prices: PriceChoice[]
  email: string
  error: string | null
}

function AskFor({ csrf, prices, email, error }: AskProps) {
  return (
    <Panel title="For a customer" lead="The reference and how to pay go there by mail.">
      <Form action="/admin/manual-payments" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <Field name="email" label="E-mail address" type="email" value={email} maxLength={254} />
        <PriceAndMethod prices={prices} />
        <div>
          <button type="submit" class="btn btn-primary h-11">
            Open a request
          </button>
        </div>
      </Form>
    </Panel>
  )
}

function SwitchedOff() {
  return (
    <Panel title="Switched off">
      <p class="text-sm text-soft">
        Customers are not offered this. Write into the setting <span class="font-mono">MANUAL_PAYMENTS</span> how they
        pay, and start again.
      </p>
    </Panel>
  )
}
