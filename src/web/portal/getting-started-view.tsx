// The way from a new account to a connected device: four steps, each with its mark and the next thing to press.
import { Panel } from '../kit/components/card.tsx'
import { Form } from '../kit/components/form.tsx'
import { Icon } from '../kit/icons.tsx'

export interface StepsDone {
  emailVerified: boolean
  hasPlan: boolean
  hasDevice: boolean
  connected: boolean
}

interface GettingStartedProps {
  csrf: string
  /** There is no address to confirm, and a voucher to redeem. */
  isAnonymous: boolean
  done: StepsDone
}

export function GettingStarted({ csrf, isAnonymous, done }: GettingStartedProps) {
  const steps = [
    isAnonymous
      ? { done: true, title: 'Write your account number down', text: '' }
      : { done: done.emailVerified, title: 'Confirm your e-mail address', text: 'Open the link that we sent you.' },
    isAnonymous
      ? { done: done.hasPlan, title: 'Redeem a voucher', text: 'Its time begins at once.' }
      : { done: done.hasPlan, title: 'Choose a plan', text: 'Pay by card; access starts within seconds.' },
    { done: done.hasDevice, title: 'Add a device', text: 'Give it a name and make its keys.' },
    { done: done.connected, title: 'Connect', text: 'Scan the code or open the file, and switch it on.' },
  ]
  const next = steps.findIndex((step) => !step.done)
  return (
    <Panel title="Getting started" lead={`${steps.filter((step) => step.done).length} of 4 steps done`}>
      <ol class="grid gap-1">
        {steps.map((step, at) => (
          <li key={step.title} class={`flex items-start gap-3.5 rounded-field p-3 ${at === next ? 'bg-base-200' : ''}`}>
            <StepMark done={step.done} number={at + 1} />
            <div class="min-w-0 flex-1">
              <p class={step.done ? 'text-soft' : 'font-semibold'}>
                {step.title}
                <span class="sr-only">{step.done ? ' (done)' : ' (to do)'}</span>
              </p>
              {at === next && (
                <>
                  <p class="text-sm text-soft">{step.text}</p>
                  <StepAction number={at} isAnonymous={isAnonymous} csrf={csrf} />
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function StepMark({ done, number }: { done: boolean; number: number }) {
  return done ? (
    <span class="grid size-7 shrink-0 place-items-center rounded-full bg-success text-success-content">
      <Icon name="check" class="size-4" />
    </span>
  ) : (
    <span
      class="grid size-7 shrink-0 place-items-center rounded-full border-2 border-base-300 bg-base-100 text-sm font-bold"
      aria-hidden="true"
    >
      {number}
    </span>
  )
}

function StepAction({ number, isAnonymous, csrf }: { number: number; isAnonymous: boolean; csrf: string }) {
  if (number === 0) {
    return (
      <Form action="/verification-mails" csrf={csrf} class="mt-3">
        <button type="submit" class="btn btn-sm h-10">
          Send the mail again
        </button>
      </Form>
    )
  }
  if (number === 1 && isAnonymous) {
    return (
      <a href="/billing" class="btn btn-sm btn-primary mt-3 h-10">
        Redeem a voucher
      </a>
    )
  }
  return (
    <a href={number === 1 ? '/plans' : '/devices'} class="btn btn-sm btn-primary mt-3 h-10">
      {['', 'See the plans', 'Add a device', 'Open your devices'][number]}
    </a>
  )
}
