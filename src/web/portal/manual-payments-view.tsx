// /manual-payments: how to pay without a card, with the reference of the request that is open, and what became of earlier ones.
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Confirm } from '../kit/components/expander.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export type ManualPaymentState = 'open' | 'approved' | 'denied' | 'withdrawn' | 'returned'
export type PaymentMethod = 'bank' | 'cash' | 'other'

export interface ManualPaymentRow {
  id: string
  reference: string
  planName: string
  interval: 'month' | 'year'
  amount: bigint
  currency: string
  method: PaymentMethod
  state: ManualPaymentState
  createdAt: Date
  /** Of the time it gave; null: none yet. */
  until: Date | null
  /** Minor units given back. */
  returned: bigint | null
}

interface ManualPaymentsProps {
  csrf: string
  /** In the operator's words; null: this is no longer offered. */
  instructions: string | null
  prices: PriceChoice[]
  payments: ManualPaymentRow[]
  error: string | null
}

export interface PriceChoice {
  lookupKey: string
  /** Such as `Pro, $10.00 for a month`. */
  words: string
}

export function ManualPaymentsView({ csrf, instructions, prices, payments, error }: ManualPaymentsProps) {
  const open = payments.find((one) => one.state === 'open')
  const earlier = payments.filter((one) => one.state !== 'open')
  return (
    <>
      <PageHead
        title="Pay another way"
        lead="By bank, in cash or as it is said here. A person looks for your payment, so it takes a little longer than a card."
        back={{ href: '/billing', label: 'Billing' }}
      />
      <div class="grid gap-5">
        {open ? (
          <OpenPayment csrf={csrf} payment={open} instructions={instructions} error={error} />
        ) : (
          instructions !== null && <AskPanel csrf={csrf} prices={prices} instructions={instructions} error={error} />
        )}
        {earlier.length > 0 && <Earlier payments={earlier} />}
      </div>
    </>
  )
}

interface OpenProps {
  csrf: string
  payment: ManualPaymentRow
  instructions: string | null
  error: string | null
}

function OpenPayment({ csrf, payment, instructions, error }: OpenProps) {
  return (
    <Panel title="Waiting for your payment" action={<StateWord {...manualPaymentWord(payment.state)} />}>
      <div class="grid gap-4">
        <FormError text={error ?? undefined} />
        <Facts
          of={[
            ['Pay', <Money key="pay" of={payment} />],
            ['For', `${payment.planName}, one ${payment.interval}`],
            ['How', methodWord(payment.method)],
          ]}
        />
        {instructions !== null && <p class="max-w-prose whitespace-pre-line wrap-anywhere">{instructions}</p>}
        <div class="grid gap-1.5">
          <p class="text-sm font-semibold">Reference: please give it with your payment</p>
          <CopyText id="reference" label="Reference" text={payment.reference} />
        </div>
        <p class="max-w-prose text-sm text-soft">
          By the reference we know that the money is yours. We write to you when it is here, and your time begins then,
          or where the time ends that you have of this plan.
        </p>
        <Confirm
          action={`/manual-payments/${payment.id}/withdrawal`}
          csrf={csrf}
          ask="I will not pay this"
          icon="cross"
          confirm="Yes, withdraw it"
        >
          The request is closed. Do this only if you have not paid.
        </Confirm>
      </div>
    </Panel>
  )
}

interface AskProps {
  csrf: string
  prices: PriceChoice[]
  instructions: string
  error: string | null
}

function AskPanel({ csrf, prices, instructions, error }: AskProps) {
  return (
    <Panel title="What to pay for" lead="You get a reference for your payment, here and by mail.">
      <Form action="/manual-payments" csrf={csrf} class="grid max-w-lg gap-4">
        <FormError text={error ?? undefined} />
        <p class="whitespace-pre-line wrap-anywhere">{instructions}</p>
        <PriceAndMethod prices={prices} />
        <div>
          <button type="submit" class="btn btn-primary h-auto min-h-11 py-2">
            Get a reference
          </button>
        </div>
      </Form>
    </Panel>
  )
}

const METHODS: readonly PaymentMethod[] = ['bank', 'cash', 'other']

/** The fields that customers and staff fill in alike. */
export function PriceAndMethod({ prices }: { prices: PriceChoice[] }) {
  return (
    <>
      <label class="grid gap-1.5 text-sm font-semibold">
        Plan and time
        <select name="price" class="select w-full">
          {prices.map((price) => (
            <option key={price.lookupKey} value={price.lookupKey}>
              {price.words}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="grid gap-2">
        <legend class="mb-1 text-sm font-semibold">How</legend>
        {METHODS.map((method) => (
          <label key={method} class="flex min-h-8 items-center gap-2">
            <input type="radio" class="radio radio-sm" name="method" value={method} checked={method === 'bank'} />
            {methodWord(method)}
          </label>
        ))}
      </fieldset>
    </>
  )
}

function Earlier({ payments }: { payments: ManualPaymentRow[] }) {
  return (
    <Panel title="Earlier payments of this kind">
      <Table caption="Payments" columns={[{ head: 'Payment' }, { head: 'Amount', align: 'right' }, { head: 'State' }]}>
        {payments.map((payment) => (
          <tr key={payment.id}>
            <Cell head>
              {payment.planName}, one {payment.interval}
              <span class="block text-sm font-normal text-soft">
                <Time at={payment.createdAt} />, <span class="font-mono">{payment.reference}</span>
              </span>
            </Cell>
            <Cell align="right">
              <Money of={payment} />
              {payment.returned !== null && (
                <span class="block text-sm text-soft">
                  <Money of={{ amount: -payment.returned, currency: payment.currency }} /> back
                </span>
              )}
            </Cell>
            <Cell>
              <StateWord {...manualPaymentWord(payment.state)} />
              {payment.state === 'approved' && payment.until && (
                <span class="block text-sm text-soft">
                  until <Time at={payment.until} />
                </span>
              )}
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}

const STATES: Record<ManualPaymentState, { tone: Tone; word: string }> = {
  open: { tone: 'wait', word: 'Waiting' },
  approved: { tone: 'good', word: 'Arrived' },
  denied: { tone: 'bad', word: 'Not found' },
  withdrawn: { tone: 'off', word: 'Withdrawn' },
  returned: { tone: 'off', word: 'Given back' },
}

export function manualPaymentWord(state: ManualPaymentState): { tone: Tone; word: string } {
  return STATES[state]
}

export function methodWord(method: PaymentMethod): string {
  return { bank: 'Bank transfer', cash: 'Cash', other: 'Another way' }[method]
}
