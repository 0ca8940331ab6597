// A form that is answered by a passkey (assets/passkey.ts). Without script, or where the browser cannot, it is not there.
import type { ComponentChildren } from 'preact'
import { Icon } from '../icons.tsx'
import { Form } from './form.tsx'

interface PasskeyFormProps {
  /** Where the answer is sent; what is to be signed comes from `<action>/options`. */
  action: string
  csrf: string
  kind: 'create' | 'use'
  label: string
  look?: 'btn-primary' | ''
  children?: ComponentChildren
}

export function PasskeyForm({ action, csrf, kind, label, look = '', children }: PasskeyFormProps) {
  return (
    <Form action={action} csrf={csrf} hook="passkey">
      <input type="hidden" name="credential" value="" />
      <div data-passkey hidden class="grid gap-4">
        {children}
        <button type="submit" class={`btn h-11 w-full ${look}`} data-options={`${action}/options`} data-kind={kind}>
          <Icon name="key" class="size-4" />
          {label}
        </button>
        <p role="status" data-status class="text-sm text-soft" />
      </div>
    </Form>
  )
}
