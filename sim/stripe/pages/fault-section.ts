// Calls to the API that are to fail: the form that asks for it, and what waits for its call.
import type { WaitingFault } from '../http/faults.ts'
import { choice, fieldForm, number, words } from './control-pieces.ts'
import { html, type Html } from './html.ts'

const kinds = {
  error: 'answers with an error',
  timeout: 'never answers',
  reset: 'drops the connection',
  'lost-reply': 'works but its answer is lost',
  slow: 'works, but late',
}
const statuses = {
  '500': '500 it broke',
  '409': '409 locked',
  '429': '429 too many calls',
  '402': '402 declined',
  '503': '503 not there',
}
const methods = { '': 'any', GET: 'GET', POST: 'POST', DELETE: 'DELETE' }

export function faultSection(waiting: WaitingFault[]): Html {
  const fields = [
    choice('fault-kind', 'kind', 'The call', kinds),
    choice('fault-status', 'status', 'Status of an error', statuses, '500'),
    choice('fault-method', 'method', 'Method', methods),
    words('fault-path', 'path', 'Path, * for any part', '/v1/subscriptions/*'),
    number('fault-nth', 'nth', 'Counted from the next', { value: 1, min: 1 }),
    number('fault-times', 'times', 'Calls that fail', { value: 1, min: 1 }),
    number('fault-delay', 'delayMs', 'Late, by ms', { value: 1000 }),
  ]
  return html`<section>
    <h2>Calls that fail</h2>
    <p>Without method and path any call is meant. The first that fails is the next one, or a later one.</p>
    ${fieldForm('fail-next', 'Make it so', fields)}
    ${
      waiting.length === 0
        ? ''
        : html`<ul>
            ${waiting.map(told)}
          </ul>`
    }
  </section>`
}

function told({ fault, skip, left }: WaitingFault): Html {
  const { kind, method = 'any method', path = 'any path', status = 500 } = fault
  const first = skip === 0 ? 'the next call' : `call ${skip + 1}`
  const count = left === 1 ? '' : `, ${left} in a row`
  return html`<li>${first}${count} of ${method}, ${path}: ${kinds[kind]}${kind === 'error' ? ` (${status})` : ''}</li>`
}
