// /privacy: what is kept, where, how long and why. Generated from the settings that decide it, so it cannot promise more.
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Icon } from '../kit/icons.tsx'

export interface PrivacyViewProps {
  /** How long a cut-off node keeps the list of keys it serves. */
  leaseHours: number
  graceDays: number
}

const NOT_KEPT = [
  'The sites you visit and what you send',
  'Names you look up (DNS)',
  'The addresses you connect from',
  'A history of when you connected and for how long',
  'The private keys of your devices',
  'Your card number',
]

/** What, in which form and why, how long. */
const KEPT: [string, string, string][] = [
  ['E-mail address', 'To log you in and to write about payments', 'As long as the account exists'],
  ['Password', 'Only as a hash (argon2id), to check it', 'Until you change it'],
  [
    'Sessions',
    'Random id as a hash, time of log-in and of last use, kind of browser such as "Firefox on Windows"',
    'Until you log out, at most 30 days',
  ],
  [
    'Devices',
    'Name, public key, address inside the VPN, to let it in',
    'The address is free a day after you remove it; name and key stay with the account, marked as removed',
  ],
  [
    'Last contact of a device',
    'One time, overwritten at each report, to show "last seen"',
    'Until the device is removed',
  ],
  ['Traffic of a device', 'Two sums of bytes, to apply the limit of your plan', 'Until the device is removed'],
  ['Payments', 'Amounts, dates and states, as the law on accounts asks', 'As long as that law asks'],
  [
    'Whose link you came by',
    'A code, to pay whoever told you about us',
    'In a cookie for 60 days, then with the account',
  ],
  [
    'Card',
    'Its fingerprint from Stripe, so that nobody is paid for bringing himself',
    'As long as the payment is kept',
  ],
  ['Payout details', 'What you write as an affiliate, to send you money', 'Until you change them; with each payout'],
  ['Failed log-ins', 'A count for an account and a network, to slow guessing', 'One day at most'],
]

export function PrivacyView({ leaseHours, graceDays }: PrivacyViewProps) {
  return (
    <>
      <PageHead
        title="What we keep about you"
        lead="As little as a shop can. This page follows the settings of this installation."
      />
      <div class="grid gap-5">
        <Panel title="Not kept at all">
          <ul class="grid gap-3 sm:grid-cols-2">
            {NOT_KEPT.map((text) => (
              <li key={text} class="flex items-start gap-2.5">
                <span class="mt-0.5 text-primary">
                  <Icon name="shield" />
                </span>
                {text}
              </li>
            ))}
          </ul>
        </Panel>
        <Kept />
        <Panel title="On the VPN servers">
          <p class="max-w-prose">
            A server knows the public keys it lets in and, while a tunnel is up, the address it talks to, for otherwise
            it could not answer. It writes neither to disk as a log. A server that loses contact with us keeps its list
            of keys for at most {leaseHours} hours. When a payment fails, your keys stay listed for {graceDays} more
            days.
          </p>
        </Panel>
        <Panel title="Others">
          <p class="max-w-prose">
            Payments are made on the pages of Stripe, which sees your card and your e-mail address. There is no
            analytics, no advertising and no content from other sites on our pages; the only cookies keep you logged in
            and your forms safe, and remember by whose link you came, if you did.
          </p>
        </Panel>
      </div>
    </>
  )
}

function Kept() {
  return (
    <Panel title="Kept">
      <dl class="divide-y divide-base-300">
        {KEPT.map(([what, why, long]) => (
          <div key={what} class="grid gap-x-6 gap-y-0.5 py-3 first:pt-0 last:pb-0 md:grid-cols-[13rem_1fr_1fr]">
            <dt class="font-semibold">{what}</dt>
            <dd>{why}</dd>
            <dd class="text-soft">{long}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
