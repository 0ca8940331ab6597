// /admin/coupons: each coupon with its uses, and the form that makes one.
import type { listCoupons } from '../../billing/coupons.ts'
import { couponWords } from '../../billing/core/coupon.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export type CouponRow = Awaited<ReturnType<typeof listCoupons>>[number]

export interface CouponValues {
  code: string
  off: string
  duration: 'once' | 'repeating' | 'forever'
  months: string
  most: string
  each: string
  last: string
}

interface CouponsViewProps {
  csrf: string
  now: Date
  coupons: CouponRow[]
  plans: { id: string; name: string }[]
  /** Null: not for this person to make any. */
  form: { values: CouponValues; error: string | null } | null
}

export function CouponsView({ csrf, now, coupons, plans, form }: CouponsViewProps) {
  return (
    <>
      <PageHead
        title="Coupons"
        lead="A code that customers type in where they choose a plan. A use counts from the moment the payment page opens, and comes back when nothing is bought."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <div class={`grid items-start gap-5 ${form ? 'lg:grid-cols-[1.7fr_1fr]' : ''}`}>
        {coupons.length === 0 ? (
          <Empty icon="card" title="No coupon yet" />
        ) : (
          <Panel title="All coupons" class="min-w-0">
            <CouponTable csrf={csrf} now={now} coupons={coupons} mayEnd={form !== null} />
          </Panel>
        )}
        {form && <MakeCoupon csrf={csrf} plans={plans} {...form} />}
      </div>
    </>
  )
}

function CouponTable(props: { csrf: string; now: Date; coupons: CouponRow[]; mayEnd: boolean }) {
  const { csrf, now, coupons, mayEnd } = props
  return (
    <Table caption="Coupons" columns={[{ head: 'Code' }, { head: 'Uses', align: 'right' }, { head: 'State' }]}>
      {coupons.map((coupon) => (
        <tr key={coupon.id}>
          <Cell head>
            <span class="font-mono wrap-anywhere">{coupon.code}</span>
            <span class="block text-sm font-normal text-soft">
              {couponWords(coupon)}
              {coupon.plans ? `, only ${coupon.plans.join(', ')}` : ''}
            </span>
          </Cell>
          <Cell align="right">
            {coupon.used}
            {coupon.maxRedemptions === null ? '' : ` of ${coupon.maxRedemptions}`}
            {coupon.held > 0 && <span class="block text-sm text-soft">{coupon.held} held</span>}
          </Cell>
          <Cell>
            <StateWord {...stateOf(coupon, now)} />
            {coupon.expiresAt && (
              <span class="block text-sm text-soft">
                until <Time at={coupon.expiresAt} />
              </span>
            )}
            {mayEnd && coupon.active && (
              <Form action={`/admin/coupons/${coupon.code}/end`} csrf={csrf} class="mt-2">
                <button type="submit" class="btn btn-sm h-10" aria-label={`Switch off ${coupon.code}`}>
                  Switch off
                </button>
              </Form>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

function stateOf(coupon: CouponRow, now: Date) {
  if (!coupon.active) return { tone: 'off' as const, word: 'Off' }
  if (coupon.expiresAt && coupon.expiresAt <= now) return { tone: 'off' as const, word: 'Expired' }
  const isUp = coupon.maxRedemptions !== null && coupon.taken >= coupon.maxRedemptions
  return isUp ? { tone: 'wait' as const, word: 'Used up' } : { tone: 'good' as const, word: 'Can be used' }
}

const DURATIONS = [
  ['once', 'The first payment'],
  ['repeating', 'Some months'],
  ['forever', 'For good'],
] as const

interface MakeCouponProps {
  csrf: string
  plans: { id: string; name: string }[]
  values: CouponValues
  error: string | null
}

function MakeCoupon({ csrf, plans, values, error }: MakeCouponProps) {
  return (
    <Panel title="Make a coupon">
      <Form action="/admin/coupons" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <Field name="code" label="Code" value={values.code} hint="For example: SPRING-25" maxLength={40} />
        <Field name="off" label="Takes off" value={values.off} hint="Such as 25% or 4.50 USD." maxLength={40} />
        <fieldset class="grid gap-2">
          <legend class="mb-1 text-sm font-semibold">Of which payments</legend>
          {DURATIONS.map(([value, label]) => (
            <label key={value} class="flex min-h-8 items-center gap-2">
              <input
                type="radio"
                class="radio radio-sm"
                name="duration"
                value={value}
                checked={values.duration === value}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <Field name="months" label="How many months" value={values.months} required={false} maxLength={2} />
        <Field name="most" label="Uses in all" value={values.most} hint="Empty: no limit." required={false} />
        <Field name="each" label="Uses of one customer" value={values.each} />
        <Field name="last" label="Last day" value={values.last} hint="Such as 2030-12-31." required={false} />
        <fieldset class="grid gap-2">
          <legend class="mb-1 text-sm font-semibold">Only for these plans (none: for all)</legend>
          {plans.map(({ id, name }) => (
            <label key={id} class="flex min-h-8 items-center gap-2">
              <input type="checkbox" class="checkbox checkbox-sm" name={`plan-${id}`} value="yes" />
              {name}
            </label>
          ))}
        </fieldset>
        <div>
          <button type="submit" class="btn btn-primary h-11">
            Make coupon
          </button>
        </div>
      </Form>
    </Panel>
  )
}
