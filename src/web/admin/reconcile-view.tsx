// /admin/reconciliation: where what is stored differs from the payment processor, and what became of it.
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Ago, Time } from '../kit/components/time.tsx'

export interface DifferenceRow {
  id: bigint
  class: string
  stripeId: string
  account: string | null
  here: string | null
  there: string | null
  createdAt: Date
  foundAt: Date
  resolution: 'open' | 'repaired' | 'gone' | 'accepted'
  failure: string | null
  /** Why it was accepted. */
  reason: string | null
}

export interface ReconcileViewProps {
  /** Of an owner, who may accept a difference; null: of others. */
  csrf: string | null
  error: string | null
  now: Date
  /** The newest run; null: there was none. */
  run: { startedAt: Date; isFinished: boolean; compared: bigint; foreign: bigint } | null
  /** Open ones first. */
  differences: DifferenceRow[]
  /** More than are shown. */
  more: boolean
}

const TONES: Record<DifferenceRow['resolution'], Tone> = { open: 'bad', repaired: 'good', gone: 'off', accepted: 'off' }

export function ReconcileView({ csrf, error, now, run, differences, more }: ReconcileViewProps) {
  return (
    <>
      <PageHead
        title="Reconciliation"
        lead="What is stored here beside the payment processor's own lists, once a day; `turnpike reconcile` does it at once."
        back={{ href: '/admin', label: 'Overview' }}
      />
      <FormError text={error ?? undefined} />
      <Panel title="Differences" lead={<LastRun run={run} now={now} />}>
        {differences.length === 0 ? (
          <Empty icon="check" title="Nothing differs">
            {run ? null : 'Nothing was compared yet: the first run comes a day after the start.'}
          </Empty>
        ) : (
          <Differences rows={differences} now={now} csrf={csrf} />
        )}
        {more && <p class="mt-4 text-sm text-soft">These are the first {differences.length}.</p>}
      </Panel>
    </>
  )
}

function LastRun({ run, now }: Pick<ReconcileViewProps, 'run' | 'now'>) {
  if (!run) return <>No run yet.</>
  return (
    <>
      {run.isFinished ? 'The last run began ' : 'A run is under way; it began '}
      <Ago at={run.startedAt} now={now} />. It compared {String(run.compared)} objects, {String(run.foreign)} of them of
      other systems.
    </>
  )
}

function Differences({ rows, now, csrf }: { rows: DifferenceRow[]; now: Date; csrf: string | null }) {
  return (
    <Table
      caption="Differences"
      columns={[
        { head: 'Difference' },
        { head: 'Here and there' },
        { head: 'Found', wideOnly: true },
        { head: 'State' },
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Cell head>
            {row.class.replaceAll('-', ' ')}
            <span class="block font-mono text-xs font-normal text-soft wrap-anywhere">{row.stripeId}</span>
            {row.account && (
              <a class="link text-sm font-normal" href={`/admin/customers/${encodeURIComponent(row.account)}`}>
                Customer<span class="sr-only"> of {row.stripeId}</span>
              </a>
            )}
            {row.failure && <span class="block text-sm font-normal text-error wrap-anywhere">{row.failure}</span>}
          </Cell>
          <Cell>
            <span class="block wrap-anywhere">Here: {row.here ?? 'nothing'}</span>
            <span class="block wrap-anywhere">Stripe: {row.there ?? 'nothing'}</span>
            <span class="block text-sm text-soft">
              created <Time at={row.createdAt} />
            </span>
          </Cell>
          <Cell wideOnly>
            <Ago at={row.foundAt} now={now} />
          </Cell>
          <Cell>
            <StateWord tone={TONES[row.resolution]} word={row.resolution} />
            {row.reason && <span class="block text-sm text-soft wrap-anywhere">{row.reason}</span>}
            {row.resolution === 'open' && csrf !== null && <Accept row={row} csrf={csrf} />}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

function Accept({ row, csrf }: { row: DifferenceRow; csrf: string }) {
  return (
    <Expander summary="Accept it">
      <Form action={`/admin/reconciliation/${row.id}/acceptance`} csrf={csrf} class="grid gap-3">
        <p class="text-sm text-soft">
          Nothing is changed, here or at Stripe. It is told again only when one of both sides changes.
        </p>
        <Field name="reason" label="Reason" maxLength={500} idPrefix={`accept-${row.id}-`} />
        <div>
          <button type="submit" class="btn">
            Accept<span class="sr-only"> {row.stripeId}</span>
          </button>
        </div>
      </Form>
    </Expander>
  )
}
