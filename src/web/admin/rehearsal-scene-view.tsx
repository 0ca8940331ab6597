// The part of /admin/rehearsal that plays bank and cardholder.
import type { Scene } from '../../ops/rehearsal-play.ts'
import { Empty } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'

const SCENES: readonly (readonly [group: string, scenes: readonly (readonly [scene: Scene, words: string])[]])[] = [
  [
    'From now on, this customer’s payments',
    [
      ['payments-fail', 'are declined'],
      ['payments-lack-funds', 'lack funds'],
      ['payments-need-confirmation', 'must be confirmed at the bank'],
      ['payments-succeed', 'succeed, whatever the card'],
      ['payments-by-card', 'do as the card does'],
    ],
  ],
  [
    'The last payment',
    [
      ['refund', 'is refunded at Stripe'],
      ['refund-fails', 'its refund fails at the bank'],
      ['dispute', 'is disputed: the bank takes the money'],
      ['inquiry', 'is asked about: no money moves'],
      ['dispute-won', 'its dispute is won'],
      ['dispute-lost', 'its dispute is lost'],
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
