// /devices/:id: one device: how it stands, its keys and files, rename and remove.
import type { JSX } from 'preact'
import { Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Confirm } from '../kit/components/expander.tsx'
import { Field, Form, type Errors } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Ago, Time } from '../kit/components/time.tsx'
import { DeviceKey } from './device-key-view.tsx'
import { Profiles, type ProfileFile } from './device-profile-view.tsx'
import { deviceWord, protocolName, type DeviceRow } from './device-row.ts'

export interface DeviceViewProps {
  csrf: string
  now: Date
  device: DeviceRow
  /** WireGuard with a key: a file a server, its private key to be filled in by the browser. Else empty. */
  templates: ProfileFile[]
  /** Whether any server can serve it yet: without one no file can be made. */
  serversReady: boolean
  values: { name: string; publicKey: string }
  errors: Errors<'name' | 'publicKey'>
}

export function DeviceView(props: DeviceViewProps) {
  const { device, templates, csrf } = props
  const { tone, word } = deviceWord(device.state)
  return (
    <>
      <PageHead title={device.name} lead={device.reason} back={{ href: '/devices', label: 'Devices' }}>
        <StateWord tone={tone} word={word} />
      </PageHead>
      <div class="grid items-start gap-5 lg:grid-cols-[1.6fr_1fr]">
        <div class="grid min-w-0 gap-5">
          {templates.length > 0 && <Profiles protocol={device.protocol} files={templates} complete={false} />}
          <DeviceKey {...props} />
        </div>
        <div class="grid min-w-0 gap-5">
          <DeviceFacts {...props} />
          <Panel title="Rename">
            <Form action={`/devices/${device.id}`} csrf={csrf} class="grid gap-3">
              <Field name="name" label="Name" value={props.values.name} error={props.errors.name} maxLength={40} />
              <div>
                <button type="submit" class="btn">
                  Save name
                </button>
              </div>
            </Form>
          </Panel>
          <Panel title="Remove">
            <Confirm
              action={`/devices/${device.id}/removal`}
              csrf={csrf}
              ask="Remove this device"
              confirm="Yes, remove it"
            >
              <strong class="wrap-anywhere">{device.name}</strong> is disconnected within seconds and its keys stop
              working for good. The place in your plan is free again.
            </Confirm>
          </Panel>
        </div>
      </div>
    </>
  )
}

function DeviceFacts({ device, now }: DeviceViewProps) {
  return (
    <Panel title="Facts">
      <Facts
        of={[
          ['Protocol', protocolName(device.protocol)],
          ['Last seen', <Ago key="seen" at={device.lastSeen} now={now} />],
          ['Added', <Time key="added" at={device.createdAt} />],
          [
            'Addresses',
            <ul key="addresses" class="font-mono text-sm">
              {device.addresses.map((address) => (
                <li key={address}>{address}</li>
              ))}
            </ul>,
          ],
          ...(device.publicKey
            ? [
                [
                  'Public key',
                  <span key="key" class="font-mono text-sm">
                    {device.publicKey}
                  </span>,
                ] as [string, JSX.Element],
              ]
            : []),
        ]}
      />
    </Panel>
  )
}
