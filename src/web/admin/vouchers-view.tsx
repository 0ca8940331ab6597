// /admin/vouchers: each batch with what became of it, and the form that makes one.
import { lengthWords } from '../../billing/core/voucher-code.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface BatchRow {
  id: string
  planName: string
  unit: 'day' | 'month'
  length: number
  /** How many codes were made. */
  size: number
  redeemed: number
  /** What one was sold for; 0n: given away. */
  amount: bigint
  currency: string
  note: string
  expiresAt: Date | null
  createdAt: Date
  withdrawnAt: Date | null
}

export interface VoucherValues {
  plan: string
  length: string
  unit: 'day' | 'month'
  size: string
  value: string
  note: string
  last: string
}

interface VouchersViewProps {
  csrf: string
  now: Date
  batches: BatchRow[]
  more: boolean
  /** Null: not for this person to make any. */
  form: Omit<MakeProps, 'csrf'> | null
}

export function VouchersView({ csrf, now, batches, more, form }: VouchersViewProps) {
  return (
    <>
      <PageHead
        title="Vouchers"
        lead="Codes for prepaid time, to print, to resell or to give away. Each is good for one use."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <div class={`grid items-start gap-5 ${form ? 'lg:grid-cols-[1.7fr_1fr]' : ''}`}>
        {batches.length === 0 ? (
          <Empty icon="card" title="No voucher yet" />
        ) : (
          <Panel title="Batches" class="min-w-0" lead={more ? `The newest ${batches.length}.` : undefined}>
            <BatchTable batches={batches} now={now} />
          </Panel>
        )}
        {form && <MakeVouchers csrf={csrf} {...form} />}
      </div>
    </>
  )
}

function BatchTable({ batches, now }: Pick<VouchersViewProps, 'batches' | 'now'>) {
  return (
    <Table caption="Batches" columns={[{ head: 'Batch' }, { head: 'Redeemed', align: 'right' }, { head: 'State' }]}>
      {batches.map((batch) => (
        <tr key={batch.id}>
          <Cell head>
            <a class="link wrap-anywhere" href={`/admin/vouchers/${batch.id}`}>
              {lengthWords(batch)} of {batch.planName}
            </a>
            <span class="block text-sm font-normal wrap-anywhere">{batch.note}</span>
            <span class="block text-sm font-normal text-soft">
              <Time at={batch.createdAt} />
              {batch.amount > 0n && (
                <>
                  , <Money of={batch} /> each
                </>
              )}
            </span>
          </Cell>
          <Cell align="right">
            {batch.redeemed} of {batch.size}
            {batch.redeemed < batch.size && <span class="block text-sm text-soft">{leftWords(batch, now)}</span>}
          </Cell>
          <Cell>
            <StateWord {...batchState(batch, now)} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

function leftWords(batch: BatchRow, now: Date): string {
  const left = batch.size - batch.redeemed
  return batchState(batch, now).word === 'Can be used' ? `${left} left` : `${left} unused`
}

/** Of a batch, in one word. */
export function batchState(batch: BatchRow, now: Date) {
  if (batch.redeemed === batch.size) return { tone: 'off' as const, word: 'All redeemed' }
  if (batch.withdrawnAt) return { tone: 'off' as const, word: 'Withdrawn' }
  if (batch.expiresAt && batch.expiresAt <= now) return { tone: 'off' as const, word: 'Expired' }
  return { tone: 'good' as const, word: 'Can be used' }
}

interface MakeProps {
  csrf: string
  /** Names the next click. */
  intent: string
  plans: { id: string; name: string }[]
  values: VoucherValues
  error: string | null
}

function MakeVouchers({ csrf, intent, plans, values, error }: MakeProps) {
  return (
    <Panel
      title="Make vouchers"
      lead="The codes come as a CSV file, this once: only their hashes are kept. Keep the file as you keep money."
    >
      <Form action="/admin/vouchers" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <input type="hidden" name="intent" value={intent} />
        <label class="grid gap-1.5 text-sm font-semibold">
          Plan
          <select name="plan" class="select w-full">
            {plans.map((plan) => (
              <option key={plan.id} value={plan.id} selected={plan.id === values.plan}>
                {plan.name}
              </option>
            ))}
          </select>
        </label>
        <div class="grid grid-cols-2 items-end gap-3">
          <Field name="length" label="Time" value={values.length} maxLength={4} />
          <select name="unit" aria-label="Of time" class="select w-full">
            <option value="month" selected={values.unit === 'month'}>
              months
            </option>
            <option value="day" selected={values.unit === 'day'}>
              days
            </option>
          </select>
        </div>
        <Field name="size" label="How many" value={values.size} hint="Up to 10000 at once." maxLength={5} />
        <Field
          name="value"
          label="What each is sold for"
          value={values.value}
          hint="Such as 4.50 USD. Empty: given away."
          required={false}
          maxLength={40}
        />
        <Field name="last" label="Last day" value={values.last} hint="Such as 2030-12-31." required={false} />
        <Field name="note" label="What for" value={values.note} hint="Only staff see it." maxLength={500} />
        <div>
          <button type="submit" class="btn btn-primary h-11">
            Make and download
          </button>
        </div>
      </Form>
    </Panel>
  )
}
