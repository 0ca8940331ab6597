// /billing: what one pays for, what comes next, what was paid. Cards and invoices are on the payment processor's pages.
import type { ComponentChildren } from 'preact'
import type { Entitlement, Standing } from '../../billing/core/entitlement.ts'
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Confirm } from '../kit/components/expander.tsx'
import { Form } from '../kit/components/form.tsx'
import { Money, shortPrice, type Amount } from '../kit/components/money.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Time } from '../kit/components/time.tsx'
import { Icon } from '../kit/icons.tsx'
import { accessWords } from './access-words.ts'
import { Planned, Waiting } from './coming-change-view.tsx'
import { PaymentTable, type PaymentRow } from './payment-table-view.tsx'
import { PrepaidPanel, type PrepaidProps } from './prepaid-view.tsx'

export interface BillingViewProps {
  csrf: string
  /** Paid by voucher alone. */
  isAnonymous: boolean
  access: Entitlement
  standing: Standing
  /** The running subscription; null: none (a grant may still give access). */
  subscription: {
    planName: string
    price: Amount & { interval: 'month' | 'year' }
    /** Cancelled, runs to this date. */
    endsAt: Date | null
    /** `unpaid`: its payment was given up or never came. It gives no time and can only be paid or ended. */
    state: 'running' | 'paused' | 'unpaid'
    /** A smaller plan that begins when the paid time ends. */
    next: { planName: string; price: Amount & { interval: 'month' | 'year' }; at: Date } | null
    /** A larger plan that begins once it is paid; given up at `until`. */
    waiting: { planName: string; payUrl: string | null; until: Date } | null
  } | null
  nextPayment: (Amount & { at: Date }) | null
  /** Whether the payment processor knows this customer: without that there is no page of cards to open. */
  hasCustomer: boolean
  payments: PaymentRow[]
  prepaid: Omit<PrepaidProps, 'csrf' | 'standing'>
}

export function BillingView(props: BillingViewProps) {
  return (
    <>
      <PageHead title="Billing" />
      <div class="grid gap-5">
        <div class="grid items-start gap-5 lg:grid-cols-2">
          <PlanPanel {...props} />
          <div class="grid gap-5">
            {!props.isAnonymous && <CardPanel {...props} />}
            <PrepaidPanel csrf={props.csrf} standing={props.standing} {...props.prepaid} />
          </div>
        </div>
        <Panel title="Payments">
          <PaymentTable payments={props.payments} />
        </Panel>
      </div>
    </>
  )
}

const RESTING = {
  paused: 'Paused: nothing more is charged. What you paid for runs to its end.',
  unpaid:
    'A payment did not come through and is no longer asked for. Pay the open invoice under Card and invoices, or end this plan and choose one anew.',
}

function PlanPanel(props: BillingViewProps) {
  const { csrf, access, standing, subscription, nextPayment } = props
  const words = accessWords(access, standing)
  const facts: [string, ComponentChildren][] = []
  if (subscription) {
    facts.push(
      ['Plan', subscription.planName],
      ['Price', `${shortPrice(subscription.price)} a ${subscription.price.interval}`],
    )
  } else if (access.state === 'active' || access.state === 'grace') facts.push(['Plan', access.plan.name])
  if (words.date) facts.push([words.date.label, <Time key="date" at={words.date.at} />])
  if (nextPayment) {
    facts.push([
      'Next payment',
      <span key="next">
        <Money of={nextPayment} /> on <Time at={nextPayment.at} />
      </span>,
    ])
  }
  return (
    <Panel
      title="Your plan"
      lead={subscription && subscription.state !== 'running' ? RESTING[subscription.state] : words.headline}
      action={<StateWord tone={words.tone} word={words.word} />}
    >
      {facts.length > 0 && <Facts of={facts} />}
      {subscription?.waiting && <Waiting {...subscription.waiting} />}
      {subscription?.next && <Planned csrf={csrf} {...subscription.next} />}
      <PlanActions {...props} until={words.date?.at ?? null} />
    </Panel>
  )
}

interface PlanActionsProps extends Pick<BillingViewProps, 'csrf' | 'isAnonymous' | 'access' | 'subscription'> {
  until: Date | null
}

function PlanActions({ csrf, isAnonymous, access, subscription, until }: PlanActionsProps) {
  return (
    <div class="mt-5 flex flex-wrap items-start gap-3">
      {subscription?.state !== 'unpaid' && (
        <a href="/plans" class={`btn ${subscription ? '' : 'btn-primary'}`}>
          {isAnonymous
            ? 'See the plans'
            : subscription
              ? 'Switch plan'
              : access.state === 'ended'
                ? 'Renew access'
                : 'Choose a plan'}
        </a>
      )}
      {subscription?.state === 'running' && <CancelOrResume csrf={csrf} endsAt={subscription.endsAt} until={until} />}
      {subscription?.state === 'unpaid' && (
        <Confirm action="/subscription/cancellation" csrf={csrf} ask="End plan" icon="cross" confirm="Yes, end it">
          It ends at once and nothing more will be charged. After that you can choose a plan anew.
        </Confirm>
      )}
    </div>
  )
}

function CancelOrResume({ csrf, endsAt, until }: { csrf: string; endsAt: Date | null; until: Date | null }) {
  if (endsAt) {
    return (
      <Form action="/subscription/resumption" csrf={csrf}>
        <button type="submit" class="btn btn-primary">
          Keep my plan
        </button>
      </Form>
    )
  }
  return (
    <Confirm action="/subscription/cancellation" csrf={csrf} ask="Cancel plan" icon="cross" confirm="Yes, cancel it">
      Nothing more will be charged.{' '}
      {until ? (
        <>
          You stay connected until <Time at={until} class="font-semibold" />.
        </>
      ) : (
        'You stay connected until the end of the time you paid for.'
      )}
    </Confirm>
  )
}

function CardPanel({ csrf, hasCustomer }: BillingViewProps) {
  return (
    <Panel title="Card and invoices" lead="Kept by our payment processor, not by us.">
      {hasCustomer ? (
        <Form action="/subscription/portal" csrf={csrf}>
          <button type="submit" class="btn h-auto min-h-11 py-2">
            <Icon name="card" />
            Manage card and invoices
          </button>
        </Form>
      ) : (
        <p class="text-soft">Nothing yet. This opens with your first payment.</p>
      )}
    </Panel>
  )
}
