// Charts as plain SVG made on the server: no script, no inline style. Each has its numbers as text for screen readers.

export interface Bar {
  label: string
  value: number
  /** The value in words, as on hover. */
  words: string
}

const WIDTH = 600
const HEIGHT = 140

/** Bars over time; the highest fills the height. A row of zeros is drawn as a flat line of stubs. */
export function BarChart({ title, bars }: { title: string; bars: Bar[] }) {
  const highest = Math.max(1, ...bars.map((bar) => bar.value))
  const step = WIDTH / Math.max(1, bars.length)
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        class="h-36 w-full"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        {bars.map((bar, at) => {
          const height = Math.max(2, (bar.value / highest) * (HEIGHT - 4))
          return (
            <rect
              key={bar.label}
              class={bar.value > 0 ? 'fill-primary' : 'fill-base-300'}
              x={at * step + step * 0.14}
              y={HEIGHT - height}
              width={step * 0.72}
              height={height}
              rx="2"
            >
              <title>{`${bar.label}: ${bar.words}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption class="mt-2 flex justify-between text-xs text-soft">
        <span aria-hidden="true">{bars[0]?.label}</span>
        <span aria-hidden="true">{bars.at(-1)?.label}</span>
        <span class="sr-only">{`${title}: ${bars.map((bar) => `${bar.label} ${bar.words}`).join(', ')}`}</span>
      </figcaption>
    </figure>
  )
}
