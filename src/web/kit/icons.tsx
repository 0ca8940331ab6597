// The house's icons: one table of 24-unit outlines. Always decoration (hidden from screen readers): the word beside says it.

const OUTLINES = {
  alert: 'M12 4 2.8 19.5h18.4L12 4Zm0 6v4m0 2.6v.1',
  arrow: 'M5 12h14m-6-6 6 6-6 6',
  ban: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-6.2 2.8 12.4 12.4',
  card: 'M3 6.5h18v11H3zM3 10.5h18M6.5 14.5h4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm6 9.5 6 6 6-6',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  cross: 'm6 6 12 12M18 6 6 18',
  device: 'M7 3h10v18H7zM11 18h2',
  devices: 'M3 5h14v10H3zM8 19h4m3-9h6v10h-6z',
  download: 'M12 4v11m-5-4.5 5 5 5-5M4 20h16',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4-4.5',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  home: 'm4 11 8-7 8 7v9h-5v-6H9v6H4z',
  inbox: 'M4 13h4.5l1.5 3h4l1.5-3H20M4 13l2.5-8h11L20 13v6H4z',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v5m0-8.6v.1',
  key: 'M8 12.5a4 4 0 1 0 0 7 4 4 0 0 0 0-7Zm3 1.5 8.5-9.5M15.5 9l3 2.5',
  lock: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11',
  mail: 'M3.5 6h17v12h-17zm0 1 8.5 6 8.5-6',
  minus: 'M6 12h12',
  node: 'M4 5h16v5H4zm0 9h16v5H4zM8 7.5h.1M8 16.5h.1M12 10v4',
  people:
    'M9 5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4ZM3 19c.5-3.5 2.8-5 6-5s5.5 1.5 6 5M15.5 5.4a3 3 0 0 1 0 5.6M17.5 14.3c2 .6 3.2 2.1 3.5 4.7',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.8-3.8 3.6-5.5 7.5-5.5s6.7 1.7 7.5 5.5',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4',
  shield: 'M12 3 5 5.8v5.7c0 4.6 2.9 7.8 7 9.5 4.1-1.7 7-4.9 7-9.5V5.8zm-3 9 2.2 2.2L15.2 10',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5m3-5.5v5.5',
} as const

export type IconName = keyof typeof OUTLINES

/** An outline that takes the text's colour; size by class (`size-5`). */
export function Icon({ name, class: size = 'size-5' }: { name: IconName; class?: string }) {
  return (
    <svg
      class={`${size} shrink-0`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={OUTLINES[name]} />
    </svg>
  )
}

/** The mark: a lifted barrier beside its post. */
export function Mark({ class: size = 'size-8' }: { class?: string }) {
  return (
    <svg class={`${size} shrink-0`} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" class="fill-primary" />
      <path d="M6 25.5h20" class="stroke-primary-content" stroke-width="2.5" stroke-linecap="round" />
      <path d="M10 25V15.5" class="stroke-primary-content" stroke-width="4" stroke-linecap="round" />
      <path d="M10 16 25 7.5" class="stroke-accent" stroke-width="3.5" stroke-linecap="round" />
      <path d="m14.3 13.6 2.3-1.3m3.3-1.9 2.2-1.2" stroke="#173d31" stroke-width="3.5" />
    </svg>
  )
}
