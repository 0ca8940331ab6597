// /admin/ledger: what each account of the books holds, and every transaction with its entries, newest first.
import type { LedgerSearch } from '../../billing/ledger-queries.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Dotted } from '../kit/components/dotted.tsx'
import { Money } from '../kit/components/money.tsx'
import { SearchForm } from '../kit/components/search-form.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { pageLink } from '../kit/paging.ts'

interface Entry {
  account: string
  currency: string
  /** Debit positive. */
  amount: bigint
}

interface LedgerViewProps {
  search: LedgerSearch
  balances: Entry[]
  transactions: { id: bigint; key: string; account: string; email: string; occurredAt: Date; entries: Entry[] }[]
  /** Where the next page begins; null: there is none. */
  older: bigint | null
}

const FIELDS = [
  ['customer', 'Customer', 'an id or e-mail address'],
  ['object', 'Booked', 'ch_…, re_…, du_…'],
] as const

export function LedgerView({ search, balances, transactions, older }: LedgerViewProps) {
  const isNarrowed = Object.keys(search).length > 0
  return (
    <>
      <PageHead
        title="Ledger"
        lead="Double entry, never changed: a correction is a transaction of its own. Debit is positive."
        back={{ href: '/admin', label: 'Overview' }}
      >
        <a class="btn h-10" href={pageLink('/admin/ledger.csv', search, null)}>
          Download CSV
        </a>
      </PageHead>
      <div class="grid gap-5">
        <Balances balances={balances} />
        <SearchForm action="/admin/ledger" fields={FIELDS} values={search} class="sm:grid-cols-[1fr_1fr_auto]" />
        <Panel title={isNarrowed ? 'Found' : 'Transactions'}>
          {transactions.length === 0 && <Empty icon="card" title={isNarrowed ? 'Nothing found' : 'Nothing yet'} />}
          {transactions.length > 0 && <Transactions rows={transactions} />}
          {older !== null && (
            <a class="btn mt-4" href={pageLink('/admin/ledger', search, older)}>
              Older
            </a>
          )}
        </Panel>
      </div>
    </>
  )
}

function Balances({ balances }: Pick<LedgerViewProps, 'balances'>) {
  if (balances.length === 0) return null
  return (
    <Panel title="Balances">
      <Table caption="Balances" columns={[{ head: 'Account' }, { head: 'Balance', align: 'right' }]}>
        {balances.map((entry) => (
          <tr key={`${entry.currency} ${entry.account}`}>
            <Cell head>
              {entry.account} <span class="font-normal text-soft uppercase">{entry.currency}</span>
            </Cell>
            <Cell align="right">
              <Money of={entry} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}

function Transactions({ rows }: { rows: LedgerViewProps['transactions'] }) {
  return (
    <Table caption="Transactions" columns={[{ head: 'Transaction' }, { head: 'Entries' }]}>
      {rows.map((row) => (
        <tr key={row.id}>
          <Cell head>
            <span class="wrap-anywhere">
              <Dotted text={row.key} />
            </span>
            <span class="block text-sm font-normal text-soft">
              <Time at={row.occurredAt} />
            </span>
            <a
              class="link block text-sm font-normal wrap-anywhere"
              href={`/admin/customers/${encodeURIComponent(row.account)}`}
            >
              {row.email}
            </a>
          </Cell>
          <Cell>
            <ul>
              {row.entries.map((entry, line) => (
                <li key={line} class="flex flex-wrap justify-between gap-x-4">
                  <span>{entry.account}</span> <Money of={entry} />
                </li>
              ))}
            </ul>
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
