// The edges of every page: the demo's strip above, the footer below.
import { Mark } from './icons.tsx'

interface DemoStripProps {
  simulatorUrl: string | null
  rehearsalUrl: string | null
  mailUrl: string
}

/** Says on every page that no money moves, and leads to what plays the outside world. */
export function DemoStrip({ simulatorUrl, rehearsalUrl, mailUrl }: DemoStripProps) {
  return (
    <aside aria-label="Demo" class="bg-neutral text-neutral-content">
      <div class="barrier h-1.5" />
      <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-5 gap-y-1 px-4 py-2 text-sm sm:px-6">
        <p class="flex-1 whitespace-nowrap">
          <strong>Demo:</strong> payments are simulated.
        </p>
        {rehearsalUrl && (
          <a class="link py-1" href={rehearsalUrl}>
            Rehearsal
          </a>
        )}
        {simulatorUrl && (
          <a class="link py-1" href={simulatorUrl}>
            Payment simulator
          </a>
        )}
        <a class="link py-1" href={mailUrl}>
          Mailbox
        </a>
      </div>
    </aside>
  )
}

/** On a phone the navigation is docked at the bottom: the footer leaves it room. */
export function Footer({ roomForDock }: { roomForDock: boolean }) {
  return (
    <footer class={`border-t border-base-300 ${roomForDock ? 'pb-20 md:pb-0' : ''}`}>
      <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-6 text-sm text-soft sm:px-6">
        <p class="flex flex-1 items-center gap-2 whitespace-nowrap">
          <Mark class="size-5" /> Turnpike
        </p>
        <a class="py-1 hover:underline" href="/plans">
          Plans
        </a>
        <a class="py-1 hover:underline" href="/tickets">
          Help
        </a>
        <a class="py-1 hover:underline" href="/privacy">
          Privacy
        </a>
      </div>
    </footer>
  )
}
