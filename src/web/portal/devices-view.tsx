// /devices: what may connect, how each stands, and room for another.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import type { Errors } from '../kit/components/form.tsx'
import { StateWord } from '../kit/components/state-word.tsx'
import { Ago } from '../kit/components/time.tsx'
import { Icon } from '../kit/icons.tsx'
import { AddDevice, type AddDeviceValues } from './add-device-view.tsx'
import { deviceWord, protocolName, type DeviceRow } from './device-row.ts'

export interface DevicesViewProps {
  csrf: string
  now: Date
  devices: DeviceRow[]
  /** Of the plan; null: no plan, nothing can be added. */
  limit: number | null
  emailVerified: boolean
  values: AddDeviceValues
  errors: Errors<'name' | 'protocol'>
}

export function DevicesView(props: DevicesViewProps) {
  const { devices, limit, now } = props
  const count = limit === null ? undefined : `${devices.length} of ${limit} devices of your plan are in use.`
  return (
    <>
      <PageHead title="Devices" lead={count} />
      <div class="grid items-start gap-5 lg:grid-cols-[1.4fr_1fr]">
        <section aria-label="Your devices">
          {devices.length === 0 ? (
            <Empty icon="devices" title="No device yet">
              Add your phone or computer here. It takes a minute, and each device gets keys of its own.
            </Empty>
          ) : (
            <ul class="panel divide-y divide-base-300 overflow-hidden">
              {devices.map((device) => (
                <DeviceLine key={device.id} device={device} now={now} />
              ))}
            </ul>
          )}
        </section>
        <Panel title="Add a device" id="add">
          <AddOrWhyNot {...props} />
        </Panel>
      </div>
    </>
  )
}

function DeviceLine({ device, now }: { device: DeviceRow; now: Date }) {
  const { tone, word } = deviceWord(device.state)
  return (
    <li class="relative flex items-start gap-4 p-4 hover:bg-base-200 sm:p-5">
      <span class="mt-0.5 hidden size-11 shrink-0 place-items-center rounded-full tint-primary text-primary sm:grid">
        <Icon name="device" />
      </span>
      <div class="min-w-0 flex-1">
        <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
          <a href={`/devices/${device.id}`} class="min-w-0 font-bold wrap-anywhere after:absolute after:inset-0">
            {device.name}
          </a>
          <StateWord tone={tone} word={word} />
        </div>
        {device.state !== 'active' && <p class="mt-1 text-sm">{device.reason}</p>}
        <p class="mt-1 text-sm text-soft">
          {protocolName(device.protocol)} · last seen <Ago at={device.lastSeen} now={now} />
        </p>
        {device.addresses.length > 0 && (
          <p class="mt-0.5 font-mono text-xs text-soft wrap-anywhere">{device.addresses.join('  ')}</p>
        )}
      </div>
      <span class="-rotate-90 self-center text-soft">
        <Icon name="chevron" class="size-4" />
      </span>
    </li>
  )
}

function AddOrWhyNot({ csrf, devices, limit, emailVerified, values, errors }: DevicesViewProps) {
  if (limit === null) {
    return <WhyNot text="You need a plan before you can add a device." href="/plans" label="Choose a plan" />
  }
  if (!emailVerified) {
    return (
      <WhyNot
        text="Please confirm your e-mail address first: open the link that we sent you."
        href="/dashboard"
        label="Send the mail again"
      />
    )
  }
  if (devices.length >= limit) {
    return (
      <WhyNot
        text={`Your plan includes ${limit === 1 ? 'one device' : `${limit} devices`} and ${limit === 1 ? 'it is' : 'all are'} in use. To free a place, open a device that you no longer use and remove it. Or take a larger plan.`}
        href="/plans"
        label="See larger plans"
      />
    )
  }
  return <AddDevice csrf={csrf} values={values} errors={errors} />
}

function WhyNot({ text, href, label }: { text: string; href: string; label: string }) {
  return (
    <>
      <p>{text}</p>
      <a href={href} class="btn btn-primary mt-4">
        {label}
      </a>
    </>
  )
}
