// /subscription/change: what another plan costs today and later, before anything is charged.
import type { ComponentChildren } from 'preact'
import type { PlanPreview } from '../../billing/plan-change-preview.ts'
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'
import { Money, shortPrice } from '../kit/components/money.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface PlanChangeViewProps {
  csrf: string
  preview: PlanPreview
  /** Tax comes on top. */
  tax: boolean
}

export function PlanChangeView({ csrf, preview, tax }: PlanChangeViewProps) {
  const { from, to, lines } = preview
  return (
    <>
      <PageHead
        title={`Change to ${to.name}`}
        lead={`From ${from.name}, paid by the ${from.interval}, to ${to.name}, paid by the ${to.interval}.`}
        back={{ href: '/plans', label: 'Plans' }}
      />
      <div class="grid max-w-2xl gap-5">
        <Panel title="What it costs">
          <dl class="grid gap-4">
            <Row name="Today">
              <Money of={preview.today} class="text-2xl font-bold" />
            </Row>
            <Row name="From then on">
              <span class="font-semibold">
                {shortPrice(preview.next)} a {to.interval}
                {tax && ' and tax'}
              </span>
              {preview.nextAt && (
                <>
                  , first on <Time at={preview.nextAt} />
                </>
              )}
            </Row>
          </dl>
          <p class="mt-4 text-sm text-soft">{explain(preview)}</p>
        </Panel>
        {lines.length > 0 && <Lines preview={preview} />}
        <Form action="/subscription/change" csrf={csrf} class="flex flex-wrap gap-3">
          <input type="hidden" name="shown" value={preview.shown} />
          <button type="submit" class="btn btn-primary h-auto min-h-11 py-2">
            {preview.today.amount > 0n ? (
              <>
                Pay <Money of={preview.today} /> and change
              </>
            ) : (
              'Change my plan'
            )}
          </button>
          <a href="/billing" class="btn">
            Leave it as it is
          </a>
        </Form>
      </div>
    </>
  )
}

function explain({ begins, isTrial, to, from, replacesPlanned }: PlanPreview): string {
  const planned = replacesPlanned ? ' The change you planned before is taken back.' : ''
  if (isTrial) return `Your trial goes on as it is, and ${to.name} begins when it ends.${planned}`
  if (begins === 'at-period-end') {
    return `You keep ${from.name} until the time you paid for ends. Then ${to.name} begins, with ${devices(to.deviceLimit)}; if you have more, the newest ones rest. Until then you can take it back.${planned}`
  }
  return `${to.name} begins at once, with ${devices(to.deviceLimit)}. What you paid for ${from.name} and have not used is taken off.${planned}`
}

function devices(limit: number): string {
  return limit === 1 ? '1 device' : `${limit} devices`
}

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt class="text-sm text-soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Lines({ preview }: { preview: PlanPreview }) {
  return (
    <Panel title="How today's amount comes about">
      <Table caption="Lines" columns={[{ head: 'What for' }, { head: 'Amount', align: 'right' }]}>
        {preview.lines.map((line, at) => (
          <tr key={at}>
            <Cell head>{line.description}</Cell>
            <Cell align="right">
              <Money of={line} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}
