// The form that adds a device: a name, and one of two protocols.
import { Field, FieldError, Form, FormError, type Errors } from '../kit/components/form.tsx'

export interface AddDeviceValues {
  name: string
  protocol: 'wireguard' | 'openvpn'
}

const PROTOCOLS = [
  { value: 'wireguard', title: 'WireGuard', text: 'Fast and light. The right choice for nearly everybody.' },
  { value: 'openvpn', title: 'OpenVPN', text: 'For routers and older systems that have no WireGuard.' },
] as const

interface AddDeviceProps {
  csrf: string
  values: AddDeviceValues
  errors: Errors<'name' | 'protocol'>
}

export function AddDevice({ csrf, values, errors }: AddDeviceProps) {
  return (
    <Form action="/devices" csrf={csrf} class="grid gap-4">
      <FormError text={errors.form} />
      <Field
        name="name"
        label="Name"
        value={values.name}
        error={errors.name}
        hint="For example: Phone, Work laptop"
        maxLength={40}
      />
      <fieldset class="grid gap-2" aria-describedby={errors.protocol ? 'protocol-error' : undefined}>
        <legend class="mb-1.5 text-sm font-semibold">Protocol</legend>
        {PROTOCOLS.map((protocol) => (
          <label
            key={protocol.value}
            class="flex cursor-pointer items-start gap-3 rounded-field border border-base-300 p-3 has-checked:border-primary has-checked:tint-primary"
          >
            <input
              type="radio"
              name="protocol"
              value={protocol.value}
              checked={values.protocol === protocol.value}
              class="radio radio-primary radio-sm mt-0.5"
              required
            />
            <span>
              <span class="block font-semibold">{protocol.title}</span>
              <span class="block text-sm text-soft">{protocol.text}</span>
            </span>
          </label>
        ))}
        {errors.protocol && <FieldError id="protocol-error" text={errors.protocol} />}
      </fieldset>
      <button type="submit" class="btn btn-primary h-11">
        Add device
      </button>
    </Form>
  )
}
