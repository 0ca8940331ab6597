// The narrow page of everything one does before being inside: sign up, log in, reset.
import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from '../icons.tsx'

interface AuthCardProps {
  title: string
  lead?: ComponentChildren
  icon?: IconName
  children?: ComponentChildren
  /** A line under the card: the other way. */
  below?: ComponentChildren
}

export function AuthCard({ title, lead, icon, children, below }: AuthCardProps) {
  return (
    <div class="mx-auto grid w-full max-w-md gap-5 sm:pt-6">
      <div class="panel overflow-hidden">
        <div class="barrier h-1.5" />
        <div class="grid gap-5 p-6 sm:p-8">
          {icon && (
            <span class="grid size-14 place-items-center rounded-full tint-primary text-primary">
              <Icon name={icon} class="size-7" />
            </span>
          )}
          <div>
            <h1 class="text-2xl font-bold">{title}</h1>
            {lead && <p class="mt-1.5 text-soft wrap-anywhere">{lead}</p>}
          </div>
          {children}
        </div>
      </div>
      {below && <p class="text-center text-sm">{below}</p>}
    </div>
  )
}

/** The one button at the end of such a form. */
export function SubmitWide({ label }: { label: string }) {
  return (
    <button type="submit" class="btn btn-primary h-11 w-full">
      {label}
    </button>
  )
}

/** Another way to do the same, under the form. */
export function LinkWide({ href, label }: { href: string; label: string }) {
  return (
    <a class="btn h-auto min-h-11 w-full py-2" href={href}>
      {label}
    </a>
  )
}

/** Carries along where one wanted to go. */
export function withNext(path: string, next: string | null): string {
  return next === null ? path : `${path}?next=${encodeURIComponent(next)}`
}
