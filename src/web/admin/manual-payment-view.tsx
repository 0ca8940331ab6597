// /admin/manual-payments/:id: one request, whether its money came, and what went back of it.
import type { ComponentChildren } from 'preact'
import { formatMoney } from '../../billing/core/money.ts'
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { Money, type Amount } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Time } from '../kit/components/time.tsx'
import { manualPaymentWord, methodWord } from '../portal/manual-payments-view.tsx'
import type { StaffManualPaymentRow } from './manual-payments-view.tsx'

export interface ManualPaymentShown extends StaffManualPaymentRow {
  /** Whose. */
  account: string
  openedBy: string
  decidedAt: Date | null
  note: string | null
  from: Date | null
  returnedBy: string | null
  returnedAt: Date | null
  returnNote: string | null
}

interface ManualPaymentProps {
  csrf: string
  payment: ManualPaymentShown
  /** An owner, and not of his own. */
  mayDecide: boolean
  values: { note: string; amount: string }
  error: string | null
}

export function ManualPaymentView(props: ManualPaymentProps) {
  const { payment, mayDecide, error } = props
  return (
    <>
      <PageHead
        title={payment.reference}
        lead={`${payment.planName}, one ${payment.interval}`}
        back={{ href: '/admin/manual-payments', label: 'Manual payments' }}
      />
      <div class="grid items-start gap-5 lg:grid-cols-2">
        <Panel title="Request" action={<StateWord {...manualPaymentWord(payment.state)} />}>
          <Facts of={factsOf(payment)} />
        </Panel>
        <div class="grid gap-5">
          <FormError text={error ?? undefined} />
          {payment.state === 'open' && (mayDecide ? <Decide {...props} /> : <NotYours />)}
          {leftOf(payment).amount > 0n && mayDecide && <GiveBack {...props} />}
        </div>
      </div>
    </>
  )
}

function Decide({ csrf, payment, values }: ManualPaymentProps) {
  const base = `/admin/manual-payments/${payment.id}`
  return (
    <Panel
      title="Did the money come?"
      lead="Approve what you have seen on a statement or hold in your hand, never by the reference alone."
    >
      <div class="grid gap-3">
        <Form action={`${base}/approval`} csrf={csrf} class="grid gap-3">
          <Field
            name="note"
            label="How you know"
            value={values.note}
            hint="Such as: statement of 24 November, line 7. Only staff see it."
            maxLength={500}
            idPrefix="approve-"
          />
          <div>
            <button type="submit" class="btn btn-primary h-auto min-h-11 py-2">
              <span>
                <Money of={payment} /> came: give the time
              </span>
            </button>
          </div>
        </Form>
        <Expander summary="It did not come">
          <Form action={`${base}/denial`} csrf={csrf} class="grid gap-3">
            <p class="text-sm text-soft">The customer is told kindly, and what to do if it was paid after all.</p>
            <Field name="note" label="How you know" maxLength={500} idPrefix="deny-" />
            <div>
              <button type="submit" class="btn btn-error">
                Close the request
              </button>
            </div>
          </Form>
        </Expander>
      </div>
    </Panel>
  )
}

function NotYours() {
  return (
    <Panel title="Did the money come?">
      <p class="text-sm text-soft">An owner says so, and nobody of a payment of his own.</p>
    </Panel>
  )
}

/** Of the money that came, what has not gone back. */
export function leftOf({
  state,
  amount,
  currency,
  returned,
}: Pick<ManualPaymentShown, 'state' | 'amount' | 'currency' | 'returned'>): Amount {
  const came = state === 'approved' || state === 'returned' ? amount : 0n
  return { amount: came - (returned ?? 0n), currency }
}

function GiveBack({ csrf, payment, values }: ManualPaymentProps) {
  const left = leftOf(payment)
  return (
    <Panel
      title="Give it back"
      lead="All of it ends the time it bought, now; a part leaves the time as it is. Send the money as it came: here it is booked."
    >
      <Form action={`/admin/manual-payments/${payment.id}/reversal`} csrf={csrf} class="grid gap-3">
        <input type="hidden" name="before" value={String(payment.returned ?? 0n)} />
        <Field
          name="amount"
          label={`Amount, ${payment.currency.toUpperCase()}`}
          value={values.amount}
          hint={`Of ${formatMoney(left)} at most.`}
          maxLength={20}
          idPrefix="return-"
        />
        <Field name="note" label="Why, and how it goes back" value={values.note} maxLength={500} idPrefix="return-" />
        <div>
          <button type="submit" class="btn btn-error h-auto min-h-11 py-2">
            Book it
          </button>
        </div>
      </Form>
    </Panel>
  )
}

function factsOf(payment: ManualPaymentShown): [string, ComponentChildren][] {
  const facts: [string, ComponentChildren][] = [
    ['Customer', <CustomerLink key="customer" payment={payment} />],
    ['Amount', <Money key="amount" of={payment} />],
    ['How', methodWord(payment.method)],
    ['Asked by', payment.openedBy],
    ['Asked', <Time key="asked" at={payment.createdAt} />],
  ]
  if (payment.decidedBy && payment.decidedAt) {
    facts.push(['Decided by', payment.decidedBy], ['Decided', <Time key="decided" at={payment.decidedAt} />])
  }
  if (payment.note) facts.push(['Note', payment.note])
  if (payment.from && payment.until) {
    facts.push([
      'Time given',
      <span key="given">
        <Time at={payment.from} /> to <Time at={payment.until} />
      </span>,
    ])
  }
  if (payment.returned !== null && payment.returnedAt) {
    const back = { amount: payment.returned, currency: payment.currency }
    facts.push(['Given back', <Money key="back" of={back} />], ['Last by', payment.returnedBy])
    facts.push(['On', <Time key="on" at={payment.returnedAt} />], ['Because', payment.returnNote])
  }
  return facts
}

function CustomerLink({ payment }: { payment: ManualPaymentShown }) {
  return (
    <a class="link wrap-anywhere" href={`/admin/customers/${payment.account}`}>
      {payment.customer}
    </a>
  )
}
