// /dashboard: am I connected-able, until when, what is next. One look.
import type { JSX } from 'preact'
import type { Entitlement, Standing } from '../../billing/core/entitlement.ts'
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Money, type Amount } from '../kit/components/money.tsx'
import { StateMark, StateWord } from '../kit/components/state-word.tsx'
import { Time } from '../kit/components/time.tsx'
import { accessWords } from './access-words.ts'
import { GettingStarted, type StepsDone } from './getting-started-view.tsx'

export interface DashboardViewProps {
  csrf: string
  email: string
  isAnonymous: boolean
  access: Entitlement
  standing: Standing
  /** What will be charged next; null: nothing. */
  nextPayment: (Amount & { at: Date }) | null
  devices: { used: number }
  steps: StepsDone
}

export function DashboardView(props: DashboardViewProps) {
  const { csrf, email, isAnonymous, steps } = props
  const finished = steps.emailVerified && steps.hasPlan && steps.hasDevice && steps.connected
  return (
    <>
      <PageHead title="Overview" lead={email} />
      <div class="grid items-start gap-5 lg:grid-cols-[1.4fr_1fr]">
        <div class="grid gap-5">
          <AccessPanel {...props} />
          {!finished && <GettingStarted csrf={csrf} isAnonymous={isAnonymous} done={steps} />}
        </div>
        <div class="grid gap-5">
          <DevicesPanel used={props.devices.used} access={props.access} />
          <PaymentPanel next={props.nextPayment} standing={props.standing} />
        </div>
      </div>
    </>
  )
}

function AccessPanel({ access, standing, isAnonymous }: DashboardViewProps) {
  const words = accessWords(access, standing)
  const plan = access.state === 'active' || access.state === 'grace' ? access.plan.name : null
  return (
    <section class="panel overflow-hidden" aria-labelledby="access">
      <div class="flex items-start gap-4 p-5 sm:p-6">
        <StateMark tone={words.tone} icon={words.icon} />
        <div class="min-w-0 flex-1">
          <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id="access" class="text-lg font-bold">
              Access
            </h2>
            <StateWord tone={words.tone} word={words.word} />
          </div>
          <p class="mt-1.5">{words.headline}</p>
          {(plan || words.date) && (
            <div class="mt-4">
              <Facts
                of={[
                  ...(plan ? [['Plan', plan] as [string, string]] : []),
                  ...(words.date
                    ? [[words.date.label, <Time key="at" at={words.date.at} />] as [string, JSX.Element]]
                    : []),
                ]}
              />
            </div>
          )}
          <AccessAction access={access} isAnonymous={isAnonymous} />
        </div>
      </div>
    </section>
  )
}

function AccessAction({ access, isAnonymous }: { access: Entitlement; isAnonymous: boolean }) {
  if (access.state === 'none' || access.state === 'ended') {
    if (isAnonymous) {
      return (
        <a href="/billing" class="btn btn-primary mt-5">
          Redeem a voucher
        </a>
      )
    }
    return (
      <a href="/plans" class="btn btn-primary mt-5">
        {access.state === 'none' ? 'Choose a plan' : 'Renew access'}
      </a>
    )
  }
  if (access.state !== 'grace') return null
  return (
    <a href="/billing" class="btn btn-primary mt-5">
      Update your card
    </a>
  )
}

function DevicesPanel({ used, access }: { used: number; access: Entitlement }) {
  const limit = access.state === 'active' || access.state === 'grace' ? access.plan.deviceLimit : null
  return (
    <Panel title="Devices">
      <p class="text-3xl font-extrabold tabular-nums">
        {used}
        {limit !== null && <span class="text-lg font-semibold text-soft"> of {limit}</span>}
      </p>
      {limit !== null && (
        <progress class="mt-3 h-2 w-full" value={Math.min(used, limit)} max={limit} aria-label="Devices used" />
      )}
      <a href="/devices" class="btn btn-sm mt-4 h-10">
        {used === 0 ? 'Add a device' : 'Manage devices'}
      </a>
    </Panel>
  )
}

function PaymentPanel({ next, standing }: { next: DashboardViewProps['nextPayment']; standing: Standing }) {
  return (
    <Panel title="Next payment">
      {next ? (
        <>
          <p class="text-3xl font-extrabold">
            <Money of={next} />
          </p>
          <p class="mt-1 text-soft">
            on <Time at={next.at} />
          </p>
        </>
      ) : (
        <p class="text-soft">
          {standing === 'ending'
            ? 'None. Your plan does not renew.'
            : standing === 'failing'
              ? 'The last one is still open.'
              : 'None.'}
        </p>
      )}
      <a href="/billing" class="btn btn-sm mt-4 h-10">
        Billing
      </a>
    </Panel>
  )
}
