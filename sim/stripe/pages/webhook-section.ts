// How events are delivered: what goes wrong with it, to which endpoints, signed with which secret, in which version.
import type { Control, Endpoint } from '../control/control.ts'
import { payloadVersions } from '../versions/payload-versions.ts'
import { apiVersion } from '../state/world.ts'
import { button, choice, chooser, fieldForm, number, table } from './control-pieces.ts'
import { html, type Html } from './html.ts'

const orders = { shuffled: 'shuffled', 'as-made': 'as they were made' }
const overlaps = { '0': 'none', '3600': 'an hour', '86400': 'a day' }
const versions = Object.fromEntries(payloadVersions.map((version) => [version, version]))

export function webhookSection(control: Control): Html {
  const { order, seed, drop, duplicate, delayMs } = control.webhooks()
  const fields = [
    choice('webhook-order', 'order', 'Order', orders, order),
    number('webhook-drop', 'drop', 'Dropped, 0 to 1', { value: drop, chance: true }),
    number('webhook-duplicate', 'duplicate', 'Sent twice, 0 to 1', { value: duplicate, chance: true }),
    number('webhook-delay', 'delayMs', 'Late by up to, in ms', { value: delayMs }),
    number('webhook-seed', 'seed', 'Seed of chance', { value: seed }),
  ]
  return html`<section>
      <h2>Webhooks</h2>
      <p>What goes wrong with deliveries from now on. With the same seed the same ones are hit.</p>
      ${fieldForm('webhooks', 'Set', fields)}
    </section>
    ${endpointTable(control.endpoints())}`
}

function endpointTable(endpoints: Endpoint[]): Html {
  const heads = ['Endpoint', 'Events in version', 'New secret; the old one signs too for']
  const retry = button('retry-webhooks', 'Send now what waits for its next try', {})
  return table('Endpoints', heads, endpoints.map(row), retry)
}

function row({ id, url, status, apiVersion: version }: Endpoint): Html {
  const inVersion = {
    named: `Version of events to ${url}`,
    options: versions,
    chosen: version ?? apiVersion,
    fields: { endpoint: id },
  }
  const rotation = { named: `Overlap at ${url}`, options: overlaps, chosen: '86400', fields: { endpoint: id } }
  return html`<tr>
    <td>${url}<br /><code>${id}</code> ${status}</td>
    <td>${chooser('payload-version', 'version', inVersion)}</td>
    <td>${chooser('rotate-secret', 'overlapSeconds', rotation)}</td>
  </tr>`
}
