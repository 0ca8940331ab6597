// /admin/customers: find one by e-mail, id or Stripe id.
import type { Entitlement, Standing } from '../../billing/core/entitlement.ts'
import { isAnonymous } from '../../mail/nobody.ts'
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'
import { Icon } from '../kit/icons.tsx'
import { accessWords } from '../portal/access-words.ts'

export interface CustomerRow {
  id: string
  email: string
  role: 'owner' | 'support' | 'customer'
  planName: string | null
  access: Entitlement
  standing: Standing
  devices: number
  createdAt: Date
}

export interface CustomersViewProps {
  query: string
  customers: CustomerRow[]
  /** More matched than are shown. */
  more: boolean
}

export function CustomersView({ query, customers, more }: CustomersViewProps) {
  return (
    <>
      <PageHead title="Customers" />
      <form method="get" action="/admin/customers" role="search" class="mb-5 flex gap-2">
        <input
          class="input w-full max-w-md"
          type="search"
          name="q"
          value={query}
          aria-label="E-mail address or id"
          placeholder="E-mail address or id"
          autocomplete="off"
        />
        <button type="submit" class="btn btn-primary">
          Search
        </button>
      </form>
      <Panel
        title={query ? `Found for "${query}"` : 'All customers'}
        lead={more ? `The first ${customers.length}; search to narrow down.` : undefined}
      >
        {customers.length === 0 ? (
          <Empty icon="people" title={query ? 'Nobody found' : 'No customer yet'}>
            {query ? 'Part of an e-mail address is enough.' : 'They appear here when they sign up.'}
          </Empty>
        ) : (
          <CustomerTable customers={customers} />
        )}
      </Panel>
    </>
  )
}

function CustomerTable({ customers }: { customers: CustomerRow[] }) {
  return (
    <Table
      caption="Customers"
      columns={[
        { head: 'E-mail' },
        { head: 'Access' },
        { head: 'Plan', wideOnly: true },
        { head: 'Devices', wideOnly: true, align: 'right' },
        { head: 'Since', wideOnly: true },
      ]}
    >
      {customers.map((customer) => {
        const { tone, word } = accessWords(customer.access, customer.standing)
        return (
          <tr key={customer.id}>
            <Cell head>
              <a class="link wrap-anywhere" href={`/admin/customers/${customer.id}`}>
                {isAnonymous(customer.email) ? `Anonymous ${customer.id}` : customer.email}
              </a>
              {customer.role !== 'customer' && (
                <span class="ml-2 inline-flex items-center gap-1 text-sm font-normal text-soft">
                  <Icon name="shield" class="size-3.5" />
                  {customer.role}
                </span>
              )}
            </Cell>
            <Cell>
              <StateWord tone={tone} word={word} />
            </Cell>
            <Cell wideOnly>{customer.planName ?? <span class="text-soft">none</span>}</Cell>
            <Cell wideOnly align="right">
              {customer.devices}
            </Cell>
            <Cell wideOnly>
              <Time at={customer.createdAt} class="whitespace-nowrap" />
            </Cell>
          </tr>
        )
      })}
    </Table>
  )
}
