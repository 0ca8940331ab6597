// A table that scrolls inside itself when the screen is narrow; the page never does.
import type { ComponentChildren } from 'preact'

export interface Column {
  head: string
  /** Left out on a phone; the row's own page has it. */
  wideOnly?: boolean
  align?: 'right'
}

interface TableProps {
  /** Said by screen readers. */
  caption: string
  columns: readonly Column[]
  children: ComponentChildren
}

/** Rows are `<tr>` of `<Cell>`; the first cell of each is the row's header by `<Cell head>`. */
export function Table({ caption, columns, children }: TableProps) {
  return (
    <div class="-mx-2 overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
      <table class="table [&_td]:px-2 [&_th]:px-2">
        <caption class="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, wideOnly, align }) => (
              <th
                key={head}
                scope="col"
                class={`text-soft ${wideOnly ? 'hidden md:table-cell' : ''} ${align === 'right' ? 'text-right' : ''}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

interface CellProps {
  head?: boolean
  wideOnly?: boolean
  align?: 'right'
  children?: ComponentChildren
}

export function Cell({ head, wideOnly, align, children }: CellProps) {
  const look = `align-top ${wideOnly ? 'hidden md:table-cell' : ''} ${align === 'right' ? 'text-right' : ''}`
  if (head) {
    return (
      <th scope="row" class={`${look} font-semibold`}>
        {children}
      </th>
    )
  }
  return <td class={look}>{children}</td>
}
