// /account/deletion: what goes, what stays and why, before it is done. Its lists are the inventory by which it is done.
import type { DeletionPreview } from '../../ops/own-account.ts'
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { Money } from '../kit/components/money.tsx'
import { Notice } from '../kit/components/notice.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'

export interface DeleteAccountViewProps {
  csrf: string
  /** As the page names the account. */
  email: string
  isAnonymous: boolean
  preview: DeletionPreview
  error: string | null
}

export function DeleteAccountView(props: DeleteAccountViewProps) {
  return (
    <>
      <PageHead
        title="Delete your account"
        lead={`${props.isAnonymous ? 'This account' : `The account of ${props.email}`}, for good. Nobody can bring it back.`}
        back={{ href: '/account', label: 'Account' }}
      />
      <div class="grid items-start gap-5 lg:grid-cols-2">
        <AtOnce {...props.preview} isAnonymous={props.isAnonymous} />
        <Goes goes={props.preview.goes} />
        <Stays stays={props.preview.stays} />
        <Confirm {...props} />
      </div>
    </>
  )
}

function AtOnce({ isPaying, devices, givenUp, isAnonymous }: DeletionPreview & { isAnonymous: boolean }) {
  return (
    <Panel title="What happens at once">
      <ul class="grid gap-2">
        <li>You are logged out everywhere.</li>
        <li>
          {devices === 0
            ? 'You have no device that would be cut off.'
            : `${devices === 1 ? 'Your device is' : `Your ${devices} devices are`} cut off.`}
        </li>
        <li>
          {isPaying
            ? 'Your subscription ends now, with what is left of the time you paid for. No money comes back by itself: ask support for a refund before you delete, if you want one.'
            : 'You have no subscription that would be charged.'}
        </li>
        <li>Time that was given to you ends as well.</li>
        {givenUp.map((sum) => (
          <li key={sum.currency}>
            Your link has earned <Money of={sum} />, which no payout has reached yet. You give it up: wait for the next
            payout if you want it. A payout that is made already still comes.
          </li>
        ))}
        {!isAnonymous && <li>When Stripe has confirmed that nothing is charged any more, you get one last mail.</li>}
      </ul>
    </Panel>
  )
}

function Goes({ goes }: { goes: string[] }) {
  return (
    <Panel title="What goes">
      <ul class="grid list-disc gap-1 pl-5">
        {goes.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Panel>
  )
}

function Stays({ stays }: Pick<DeletionPreview, 'stays'>) {
  return (
    <Panel title="What stays, and why" lead="Under a number, without your address.">
      <dl class="grid gap-3">
        {stays.map(({ why, titles }) => (
          <div key={why}>
            <dt class="font-medium">{titles.join(', ')}</dt>
            <dd class="text-soft">Because it {why.replace(/^so that/, 'stays so that')}.</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Confirm({ csrf, isAnonymous, preview, error }: DeleteAccountViewProps) {
  if (preview.isOnlyOwner) {
    const text =
      'You are the only owner of this shop, so your account cannot be deleted. Make somebody else an owner first.'
    return <Notice tone="warning" text={text} />
  }
  return (
    <Panel title="Delete it" lead="You can download your data first, on the page before.">
      <Form action="/account/deletion" csrf={csrf} class="grid gap-4">
        <FormError text={error ?? undefined} />
        <OwnSecret isAnonymous={isAnonymous} />
        <label class="flex items-start gap-3">
          <input type="checkbox" class="checkbox" name="understood" value="yes" required />
          <span>I know that this cannot be undone.</span>
        </label>
        <div>
          <button type="submit" class="btn btn-error">
            Delete my account
          </button>
        </div>
      </Form>
    </Panel>
  )
}
