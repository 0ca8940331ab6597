// How a device gets its key. WireGuard: made in this browser (the private half never leaves it), one's own, or made by the
// server and shown once. OpenVPN: a file made by the server, once a press.
import { Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Field, Form, FormError, type Errors } from '../kit/components/form.tsx'
import { Icon } from '../kit/icons.tsx'
import type { DeviceRow } from './device-row.ts'

interface DeviceKeyProps {
  csrf: string
  device: DeviceRow
  serversReady: boolean
  values: { publicKey: string }
  errors: Errors<'name' | 'publicKey'>
}

export function DeviceKey(props: DeviceKeyProps) {
  const { device, serversReady } = props
  if (!serversReady) {
    return (
      <Panel title="No server is ready yet">
        <p>Your device is saved. As soon as a server is online you can make its keys here. Please look again later.</p>
      </Panel>
    )
  }
  return device.protocol === 'openvpn' ? <OpenvpnFile {...props} /> : <WireguardKey {...props} />
}

function OpenvpnFile({ csrf, device }: DeviceKeyProps) {
  const again = device.state !== 'waiting'
  return (
    <Panel
      title={again ? 'Get a new file' : 'Get the file for this device'}
      lead={
        again
          ? 'A new file replaces the one before: the old one stops working within seconds.'
          : 'One file holds everything, with keys made for this device alone. We do not keep them: save the file well.'
      }
    >
      <Form action={`/devices/${device.id}/profile`} csrf={csrf}>
        <input type="hidden" name="as" value="file" />
        <button type="submit" class={`btn h-11 ${again ? '' : 'btn-primary'}`}>
          <Icon name="download" />
          {again ? 'Make and download a new file' : 'Download the OpenVPN file'}
        </button>
      </Form>
    </Panel>
  )
}

function WireguardKey({ csrf, device, values, errors }: DeviceKeyProps) {
  const again = device.publicKey !== null
  return (
    <Panel
      title={again ? 'Make new keys' : 'Make the keys of this device'}
      lead={
        again
          ? 'For a new phone, or when the file is lost. New keys replace the ones before, which stop working within seconds.'
          : 'Your browser makes a key pair and tells us only the public half.'
      }
    >
      <FormError text={errors.form} />
      <div class="grid gap-4">
        <MakeHere csrf={csrf} device={device} again={again} />
        <div class="grid gap-2">
          <Expander summary="I have my own public key" icon="key" open={Boolean(errors.publicKey)}>
            <Form action={`/devices/${device.id}/key`} csrf={csrf} class="grid gap-3">
              <Field
                name="public_key"
                label="Public key"
                value={values.publicKey}
                error={errors.publicKey}
                hint="44 characters, as `wg pubkey` prints it."
                maxLength={64}
              />
              <div>
                <button type="submit" class="btn">
                  Use this key
                </button>
              </div>
            </Form>
          </Expander>
          <Expander summary="Make the key on the server (shown once)" icon="node">
            <p class="text-sm text-soft">
              Works without script. The server makes the key, shows it to you once and forgets it. Prefer the button
              above where you can.
            </p>
            <Form action={`/devices/${device.id}/profile`} csrf={csrf} class="mt-3 flex flex-wrap gap-2">
              <button type="submit" name="as" value="page" class="btn">
                Show the code
              </button>
            </Form>
          </Expander>
        </div>
      </div>
    </Panel>
  )
}

/** assets/device-key.ts presses on from here: it fills `public_key`, posts, and puts the answered page in place. */
function MakeHere({ csrf, device, again }: { csrf: string; device: DeviceRow; again: boolean }) {
  return (
    <Form action={`/devices/${device.id}/key`} csrf={csrf} hook="device-key" class="grid gap-2">
      <input type="hidden" name="public_key" value="" />
      <div>
        <button type="button" data-make class={`btn h-12 noscript:hidden ${again ? '' : 'btn-primary'}`}>
          <Icon name="key" />
          Create {again ? 'new' : 'my'} keys on this device
        </button>
        <p class="hidden text-sm noscript:block">
          Your browser runs no scripts, so it cannot make keys. Choose one of the two ways below.
        </p>
      </div>
      <p data-status role="status" class="text-sm font-medium empty:hidden" />
    </Form>
  )
}
