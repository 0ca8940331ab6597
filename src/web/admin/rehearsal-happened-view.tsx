// The list of what followed from the last step of a rehearsal, each with its way to the customer or the mail.
import type { Entitlement } from '../../billing/core/entitlement.ts'
import { formatMoney } from '../../billing/core/money.ts'
import type { Happened } from '../../ops/rehearsal-happened.ts'
import { Empty } from '../kit/components/card.tsx'
import { Dotted } from '../kit/components/dotted.tsx'
import { Time, formatInstant } from '../kit/components/time.tsx'
import { Icon, type IconName } from '../kit/icons.tsx'

const ICONS: Record<Happened['kind'], IconName> = {
  mail: 'mail',
  event: 'inbox',
  payment: 'card',
  refund: 'refresh',
  dispute: 'alert',
  access: 'shield',
}

export function HappenedList({ happened }: { happened: Happened[] }) {
  if (happened.length === 0) return <Empty icon="check" title="Nothing followed from it" />
  return (
    <ol class="divide-y divide-base-300">
      {happened.map((one, at) => (
        <li key={at} class="flex gap-3 py-3">
          <Icon name={ICONS[one.kind]} class="mt-0.5 size-5 shrink-0 text-soft" />
          <div class="grid min-w-0 gap-0.5">
            <span class="font-semibold wrap-anywhere">
              <What one={one} />
            </span>
            <span class="text-sm text-soft wrap-anywhere">
              <Time at={one.at} />
              {one.account !== null && (
                <>
                  {' · '}
                  <a class="link" href={`/admin/customers/${encodeURIComponent(one.account)}`}>
                    {one.email ?? 'Customer'}
                  </a>
                </>
              )}
            </span>
          </div>
        </li>
      ))}
    </ol>
  )
}

function What({ one }: { one: Happened }) {
  switch (one.kind) {
    case 'mail':
      return (
        <>
          Mail to {one.to}:{' '}
          <a class="link" href={`/dev/mail/${encodeURIComponent(one.id)}`}>
            {one.subject}
          </a>
        </>
      )
    case 'event':
      return (
        <>
          Stripe told: <Dotted text={one.type} />
          {one.state === 'done' || one.state === 'ignored'
            ? ''
            : ` (${one.state}${one.reason ? `: ${one.reason}` : ''})`}
        </>
      )
    case 'payment':
      return (
        <a class="link" href={`/admin/payments/${encodeURIComponent(one.id)}`}>
          Payment of {formatMoney(one.money)}: {one.status}
        </a>
      )
    case 'refund':
      return (
        <>
          Refund of {formatMoney(one.money)}: {one.status}
        </>
      )
    case 'dispute':
      return (
        <a class="link" href={`/admin/disputes/${encodeURIComponent(one.id)}`}>
          Dispute of {formatMoney(one.money)}: {one.status.replaceAll('_', ' ')}
        </a>
      )
    case 'access':
      return <>{accessWords(one.access)}</>
  }
}

function accessWords(access: Entitlement): string {
  switch (access.state) {
    case 'active':
      return `Access is on: ${access.plan.name}${access.until ? ` until ${formatInstant(access.until)}` : ''}`
    case 'grace':
      return `Access is on by grace until ${formatInstant(access.until)}: the payment failed`
    case 'ended':
      return `Access has ended: ${formatInstant(access.since)}`
    case 'suspended':
      return `Access is suspended: ${access.reason}`
    case 'none':
      return 'There is no access'
  }
}
