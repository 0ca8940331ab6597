// Forms: the only way a page acts. Every one posts with its token and works without script.
// Invariant: no POST form is written without <Form>, so none can forget the token.
import type { ComponentChildren } from 'preact'
import { Icon } from '../icons.tsx'

/** What was wrong, by field; `form` is said above the fields. */
export type Errors<Field extends string> = { readonly [name in Field | 'form']?: string | undefined }

interface FormProps {
  action: string
  csrf: string
  class?: string
  /** Read aloud by screen readers where several forms on a page have the same button. */
  label?: string
  /** A browser module looks for this (see layout.tsx). */
  hook?: string
  children: ComponentChildren
}

/** A POST form with its token. The server checks the token before anything else. */
export function Form({ action, csrf, class: look = '', label, hook, children }: FormProps) {
  return (
    <form method="post" action={action} class={look} aria-label={label} data-hook={hook}>
      <input type="hidden" name="csrf" value={csrf} />
      {children}
    </form>
  )
}

type InputType = 'text' | 'email' | 'password'

interface FieldProps {
  name: string
  label: string
  type?: InputType
  value?: string | undefined
  error?: string | undefined
  hint?: string | undefined
  autocomplete?: 'off' | 'email' | 'username' | 'current-password' | 'new-password' | 'one-time-code'
  required?: boolean
  maxLength?: number
  minLength?: number
  /** Where two forms of a page have a field of one name. */
  idPrefix?: string
}

/** One labelled input; hint and error are tied to it for screen readers. */
export function Field({ name, label, type = 'text', value, error, hint, idPrefix = '', ...rest }: FieldProps) {
  const id = `${idPrefix}${name}`
  const shared = {
    id,
    name,
    class: `input w-full ${error ? 'input-error' : ''}`,
    value,
    'aria-describedby': [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
    'aria-invalid': error ? ('true' as const) : undefined,
    autocomplete: rest.autocomplete ?? 'off',
    required: rest.required ?? true,
    maxLength: rest.maxLength,
    minLength: rest.minLength,
    spellcheck: false,
  }
  return (
    <div class="grid gap-1.5">
      <label for={id} class="text-sm font-semibold">
        {label}
      </label>
      <TypedInput type={type} shared={shared} />
      {hint && (
        <p id={`${id}-hint`} class="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} text={error} />}
    </div>
  )
}

/** Apart, because the attribute types differ by the input's type. */
function TypedInput({ type, shared }: { type: InputType; shared: object }) {
  if (type === 'password') return <input type="password" {...shared} />
  if (type === 'email') return <input type="email" autocapitalize="none" {...shared} />
  return <input type="text" {...shared} />
}

export function FieldError({ id, text }: { id: string; text: string }) {
  return (
    <p id={id} class="flex gap-1.5 text-sm font-medium text-error">
      <Icon name="alert" class="mt-0.5 size-4" />
      <span>{text}</span>
    </p>
  )
}

/** The sentence above the fields, read out at once. */
export function FormError({ text }: { text: string | undefined }) {
  if (!text) return null
  return (
    <div role="alert" class="flex gap-2 rounded-box tint-error p-3 text-sm font-medium text-error">
      <Icon name="alert" class="mt-0.5 size-4" />
      <span>{text}</span>
    </div>
  )
}
