// The blocks pages are made of: head of a page, titled panel, empty state, list of facts.
import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from '../icons.tsx'

interface PageHeadProps {
  title: string
  lead?: ComponentChildren
  /** Where one came from. */
  back?: { href: string; label: string }
  children?: ComponentChildren
}

/** The page's only h1, with room for one action at its right. */
export function PageHead({ title, lead, back, children }: PageHeadProps) {
  return (
    <header class="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div class="min-w-0">
        {back && (
          <a
            href={back.href}
            class="mb-1 inline-flex items-center gap-1 text-sm font-semibold text-primary hover:underline"
          >
            <span class="rotate-90">
              <Icon name="chevron" class="size-4" />
            </span>
            {back.label}
          </a>
        )}
        <h1 class="text-2xl font-bold wrap-anywhere sm:text-3xl">{title}</h1>
        {lead && <p class="mt-1.5 max-w-prose text-soft wrap-anywhere">{lead}</p>}
      </div>
      {children}
    </header>
  )
}

interface PanelProps {
  title: string
  lead?: ComponentChildren
  action?: ComponentChildren
  id?: string
  class?: string
  children: ComponentChildren
}

/** A titled section on its own ground. */
export function Panel({ title, lead, action, id, class: look = '', children }: PanelProps) {
  return (
    <section id={id} class={`panel p-5 sm:p-6 ${look}`}>
      <div class="mb-4 flex flex-wrap items-start justify-between gap-3">
        <div class="min-w-0">
          <h2 class="text-lg font-bold">{title}</h2>
          {lead && <p class="mt-1 max-w-prose text-sm text-soft">{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}

interface EmptyProps {
  icon: IconName
  title: string
  children?: ComponentChildren
}

/** Says what would stand here and how to get it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="rounded-box border border-dashed border-base-300 px-5 py-10 text-center">
      <span class="mx-auto mb-3 grid size-12 place-items-center rounded-full bg-base-200 text-soft">
        <Icon name={icon} class="size-6" />
      </span>
      <p class="font-semibold">{title}</p>
      {children && <div class="mx-auto mt-1 max-w-md text-sm text-soft">{children}</div>}
    </div>
  )
}

/** Names and values, one under the other on a phone. */
export function Facts({ of }: { of: [name: string, value: ComponentChildren][] }) {
  return (
    <dl class="grid gap-x-6 gap-y-3 sm:grid-cols-[max-content_1fr]">
      {of.map(([name, value]) => (
        <div key={name} class="contents">
          <dt class="-mb-2 text-sm text-soft sm:mb-0 sm:pt-px">{name}</dt>
          <dd class="min-w-0 font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
