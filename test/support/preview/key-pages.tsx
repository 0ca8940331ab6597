// The pages on which somebody changes what lets him in, or proves himself: passkeys, e-mail address, codes, keys for programs.
import type { VNode } from 'preact'
import { SCOPES } from '../../../src/accounts/core/api-key.ts'
import { ApiKeysView, type ApiKeysViewProps } from '../../../src/web/portal/api-keys-view.tsx'
import { ChangeEmailView } from '../../../src/web/portal/change-email-view.tsx'
import { CodeFormView } from '../../../src/web/portal/code-form-view.tsx'
import { DeleteAccountView, type DeleteAccountViewProps } from '../../../src/web/portal/delete-account-view.tsx'
import { EnrolView } from '../../../src/web/portal/enrol-second-factor-view.tsx'
import { OwnDataView } from '../../../src/web/portal/own-data-view.tsx'
import { PasskeysView } from '../../../src/web/portal/passkeys-view.tsx'
import { ProveAnewView } from '../../../src/web/portal/prove-anew-view.tsx'
import * as sample from './samples.ts'

const { CSRF: csrf, NOW: now } = sample

const apiKeys: ApiKeysViewProps = {
  csrf,
  email: sample.LONG_EMAIL,
  isAnonymous: false,
  keys: [],
  scopes: [...SCOPES],
  proof: 'password',
  values: { name: '', days: 90, scopes: ['account:read'] },
  error: 'The current password is wrong.',
  made: null,
}
const deletion: DeleteAccountViewProps = {
  csrf,
  email: sample.LONG_EMAIL,
  isAnonymous: false,
  error: 'The current password is wrong.',
  preview: {
    isPaying: true,
    devices: 3,
    givenUp: [{ amount: 123_400n, currency: 'usd' }],
    isOnlyOwner: false,
    goes: ['Passkeys', 'Devices: Names and keys; all devices are cut off at once'],
    stays: [{ why: 'belongs to the books, under the account’s number', titles: ['Payments', 'Refunds', 'Bookings'] }],
  },
}
const key = {
  scopes: ['devices:read', 'devices:write'],
  createdAt: sample.ago(9000),
  expiresAt: sample.ahead(80),
  lastUsedOn: '2026-11-23',
}

export const KEY_PAGES: Record<string, VNode> = {
  passkeys: (
    <PasskeysView
      csrf={csrf}
      now={now}
      role="customer"
      email={sample.LONG_EMAIL}
      isAnonymous={false}
      passkeys={[
        { id: 'pk_a', name: 'Phone', createdAt: sample.ago(3000), lastUsedAt: sample.ago(20), isLastFactor: false },
        { id: 'pk_b', name: 'x'.repeat(40), createdAt: sample.ago(90), lastUsedAt: null, isLastFactor: true },
      ]}
      codesLeft={9}
      adding="step-up"
      error="This passkey was not accepted."
    />
  ),
  'passkeys-none': (
    <PasskeysView
      {...{ csrf, now }}
      role="owner"
      email={sample.LONG_EMAIL}
      isAnonymous={false}
      passkeys={[]}
      codesLeft={0}
      adding="password"
      error={null}
    />
  ),
  'second-factor-unproven': (
    <EnrolView
      {...{ csrf, offer: null, error: null, isAnonymous: false }}
      role="customer"
      isRequired={false}
      unproven={sample.LONG_EMAIL}
    />
  ),
  'change-email': (
    <ChangeEmailView csrf={csrf} current={sample.LONG_EMAIL} values={{ email: 'a@' }} error="That is not an address." />
  ),
  'api-keys': (
    <ApiKeysView
      {...apiKeys}
      made="tp_4vJ9dUeXo7mT1sQkRzWbN2yGhLcPfAi6B8tD0uEwK3x"
      keys={[
        { ...key, id: 'k1', name: 'Router', isLive: true },
        { ...key, id: 'k2', name: 'Backup of the whole flat 2', lastUsedOn: null, isLive: false },
      ]}
    />
  ),
  'own-data': <OwnDataView csrf={csrf} isAnonymous={false} error="The current password is wrong." />,
  'delete-account': <DeleteAccountView {...deletion} />,
  'delete-account-owner': <DeleteAccountView {...deletion} preview={{ ...deletion.preview, isOnlyOwner: true }} />,
  'log-in-code': <CodeFormView csrf={csrf} action="/log-in/code" next={null} error="That code is wrong." hasPasskeys />,
  'step-up': <CodeFormView csrf={csrf} action="/step-up" next="/admin/nodes" error={null} hasPasskeys />,
  'prove-anew': (
    <ProveAnewView csrf={csrf} isAnonymous={false} next="/account" error="The current password is wrong." />
  ),
  'api-keys-step-up': <ApiKeysView {...apiKeys} proof="step-up" />,
}
