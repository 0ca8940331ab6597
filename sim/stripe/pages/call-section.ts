// What the API was asked, newest first.
import type { ReceivedCall } from '../http/calls.ts'
import { button, table } from './control-pieces.ts'
import { html, type Html } from './html.ts'

const shown = 50

export function callSection(calls: ReceivedCall[]): Html {
  const rows = calls
    .slice(-shown)
    .toReversed()
    .map(
      ({ method, path, status, replayed, idempotencyKey, requestId }) =>
        html`<tr>
          <td><code>${method} ${path}</code></td>
          <td>${status}${replayed ? ', replayed' : ''}</td>
          <td><code>${idempotencyKey ?? '–'}</code></td>
          <td><code>${requestId}</code></td>
        </tr>`,
    )
  const after = calls.length === 0 ? null : button('calls', 'Forget them', { clear: 'true' })
  return table('Calls received', ['Call', 'Answer', 'Idempotency key', 'Request'], rows, after)
}
