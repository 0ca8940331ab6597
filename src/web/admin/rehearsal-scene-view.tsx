// The part of /admin/rehearsal that plays bank and cardholder.
import type { Scene } from '../../ops/rehearsal-play.ts'
import { Empty } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'

const SCENES: readonly (readonly [group: string, scenes: readonly (readonly [scene: Scene, words: string])[]])[] = [
  [
    'From now on',
    [
      ['payments-fail', 'Payments are declined'],
      ['payments-lack-funds', 'Payments lack funds'],
      ['payments-need-confirmation', 'Payments must be confirmed at the bank'],
      ['payments-succeed', 'Payments succeed, whatever the card'],
      ['payments-by-card', 'Payments do as the card does'],
    ],
  ],
  [
    'The last payment',
    [
      ['refund', 'It is refunded at Stripe'],
      ['refund-fails', 'Its refund fails at the bank'],
      ['dispute', 'It is disputed: the bank takes the money'],
      ['inquiry', 'It is asked about: no money moves'],
      ['dispute-won', 'Its dispute is won'],
      ['dispute-lost', 'Its dispute is lost'],
    ],
  ],
]

export function ScenePicker({ csrf, customers }: { csrf: string; customers: { id: string; email: string }[] }) {
  if (customers.length === 0) return <Empty icon="people" title="Nobody has bought anything yet" />
  return (
    <Form action="/admin/rehearsal/scenes" csrf={csrf} class="grid gap-4">
      <label class="grid gap-1.5 text-sm font-semibold">
        Customer
        <select class="select w-full" name="account">
          {customers.map(({ id, email }) => (
            <option key={id} value={id}>
              {email}
            </option>
          ))}
        </select>
      </label>
      <label class="grid gap-1.5 text-sm font-semibold">
        What happens
        <select class="select w-full" name="scene">
          {SCENES.map(([group, scenes]) => (
            <optgroup key={group} label={group}>
              {scenes.map(([scene, words]) => (
                <option key={scene} value={scene}>
                  {words}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <div>
        <button type="submit" class="btn w-full btn-primary sm:w-auto">
          Let it happen
        </button>
      </div>
    </Form>
  )
}
