// A part that opens on demand, by the browser's own means: works without script, with keyboard and screen reader.
import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from '../icons.tsx'
import { Form } from './form.tsx'

interface ExpanderProps {
  summary: string
  /** Whom or what it is about, read aloud where several on a page have the same summary. */
  about?: string
  icon?: IconName
  open?: boolean
  children: ComponentChildren
}

export function Expander({ summary, about, icon, open = false, children }: ExpanderProps) {
  return (
    <details open={open} class="rounded-box border border-base-300">
      <summary class="flex min-h-12 items-center gap-2.5 rounded-box px-4 py-3 font-semibold hover:bg-base-200">
        {icon && <Icon name={icon} class="size-5 text-primary" />}
        <span class="min-w-0 flex-1">
          {summary}
          {about !== undefined && <span class="sr-only">: {about}</span>}
        </span>
        <span class="turns text-soft">
          <Icon name="chevron" class="size-4" />
        </span>
      </summary>
      <div class="border-t border-base-300 p-4">{children}</div>
    </details>
  )
}

interface ConfirmProps {
  action: string
  csrf: string
  /** The first press: opens the question. */
  ask: string
  icon?: IconName
  /** What will happen, in a sentence. */
  children: ComponentChildren
  /** The second press: does it. */
  confirm: string
}

/** A destructive action in two presses, without script. */
export function Confirm({ action, csrf, ask, icon = 'trash', children, confirm }: ConfirmProps) {
  return (
    <details class="rounded-box open:border open:border-error/40 open:p-4">
      <summary class="btn btn-outline btn-error">
        <Icon name={icon} class="size-4" />
        {ask}
      </summary>
      <Form action={action} csrf={csrf} class="mt-3 grid gap-3">
        <div class="text-sm">{children}</div>
        <div>
          <button type="submit" class="btn btn-error">
            {confirm}
          </button>
        </div>
      </Form>
    </details>
  )
}
