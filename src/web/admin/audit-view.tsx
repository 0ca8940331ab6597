// /admin/audit: who did what to whom, newest first.
import type { AuditRow, AuditSearch } from '../../accounts/audit-queries.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Dotted } from '../kit/components/dotted.tsx'
import { SearchForm } from '../kit/components/search-form.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { pageLink } from '../kit/paging.ts'

export interface AuditViewProps {
  search: AuditSearch
  rows: AuditRow[]
  /** Where the next page begins; null: there is none. */
  older: bigint | null
}

const FIELDS = [
  ['actor', 'Actor', 'command-line, system, an id'],
  ['subject', 'Subject', 'an id'],
  ['action', 'Action', 'account.ban'],
] as const

export function AuditView({ search, rows, older }: AuditViewProps) {
  const isNarrowed = Object.keys(search).length > 0
  return (
    <>
      <PageHead
        title="Audit"
        lead="Every privileged change, newest first. `turnpike audit verify` tells whether it is as it was written."
      >
        <a class="btn h-10" href={pageLink('/admin/audit.csv', search, null)}>
          Download CSV
        </a>
      </PageHead>
      <SearchForm action="/admin/audit" fields={FIELDS} values={search} class="mb-5 sm:grid-cols-[1fr_1fr_1fr_auto]" />
      <Panel title={isNarrowed ? 'Found' : 'All that was done'}>
        {rows.length === 0 ? <Empty icon="inbox" title={isNarrowed ? 'Nothing found' : 'Nothing yet'} /> : null}
        {rows.length > 0 && <AuditTable rows={rows} />}
        {older !== null && (
          <a class="btn mt-4" href={pageLink('/admin/audit', search, older)}>
            Older
          </a>
        )}
      </Panel>
    </>
  )
}

function AuditTable({ rows }: { rows: AuditRow[] }) {
  return (
    <Table
      caption="Audit"
      columns={[{ head: 'Action' }, { head: 'Subject' }, { head: 'Actor', wideOnly: true }, { head: 'When' }]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <Cell head>
            <span class="wrap-anywhere">
              <Dotted text={row.action} />
            </span>
            {row.detail !== '{}' && (
              <span class="block font-mono text-xs font-normal text-soft wrap-anywhere">{row.detail}</span>
            )}
          </Cell>
          <Cell>
            <Named id={row.subject} />
          </Cell>
          <Cell wideOnly>
            <Named id={row.actor} />
          </Cell>
          <Cell>
            <Time at={row.at} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

function Named({ id }: { id: string }) {
  if (!id.startsWith('acct_')) return <span class="wrap-anywhere">{id}</span>
  return (
    <a class="link wrap-anywhere" href={`/admin/customers/${encodeURIComponent(id)}`}>
      {id}
    </a>
  )
}
