// /privacy: what is kept, why, how long, and what a deletion does with it. Its rows are the inventory itself (ops/core), its numbers
// the settings of this installation, so it cannot promise what is not done.
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Icon } from '../kit/icons.tsx'

export interface KeptRow {
  title: string
  what: string
  why: string
  until: string
  erased: string
}

export interface PrivacyViewProps {
  topics: { topic: string; rows: KeptRow[] }[]
  cookies: { name: string; keeps: string; lasts: string }[]
  /** How long a cut-off node keeps the list of keys it serves. */
  leaseHours: number
  graceDays: number
  /** Mails go out through a mail server; else they wait in the outbox. */
  hasMailServer: boolean
  /** Stripe counts the tax, and asks for an address to do so. */
  tax: boolean
}

const NOT_KEPT = [
  'The sites you visit and what you send',
  'Names you look up (DNS)',
  'The addresses you connect from',
  'A history of when you connected and for how long',
  'The private keys of your devices',
  'Your card number',
]

export function PrivacyView(props: PrivacyViewProps) {
  return (
    <>
      <PageHead
        title="What we keep about you"
        lead="As little as a shop can. This page is made from the list by which this installation keeps, clears and deletes."
      />
      <div class="grid gap-5">
        <NotKept />
        {props.topics.map(({ topic, rows }) => (
          <Kept key={topic} topic={topic} rows={rows} />
        ))}
        <Servers {...props} />
        <Others {...props} />
        <Cookies cookies={props.cookies} />
        <YourRights />
      </div>
    </>
  )
}

function NotKept() {
  return (
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
  )
}

function Kept({ topic, rows }: { topic: string; rows: KeptRow[] }) {
  return (
    <Panel title={topic}>
      <dl class="divide-y divide-base-300">
        {rows.map(({ title, what, why, until, erased }) => (
          <div key={title} class="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 md:grid-cols-[12rem_1fr_1fr]">
            <dt class="font-semibold">{title}</dt>
            <dd>
              {what} <span class="text-soft">{why}</span>
            </dd>
            <dd class="text-soft">
              {until} <span class="block">When you delete your account: {erased}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Servers({ leaseHours, graceDays }: PrivacyViewProps) {
  return (
    <Panel title="On the VPN servers">
      <p class="max-w-prose">
        A server knows the public keys it lets in and, while a tunnel is up, the address it talks to, for otherwise it
        could not answer. It writes neither to disk as a log. A server that loses contact with us keeps its list of keys
        for at most {leaseHours} hours. When a payment fails, your keys stay listed for {graceDays} more days.
      </p>
    </Panel>
  )
}

function Others({ hasMailServer, tax }: PrivacyViewProps) {
  return (
    <Panel title="Others">
      <div class="grid max-w-prose gap-3">
        <p>
          Payments are made on the pages of Stripe, which keeps your card, your e-mail address, your invoices
          {tax ? ' and, to count the tax, your billing address' : ''}. When you delete your account we end what you pay
          for there and take your address from your entry; invoices that were made stay as the law asks.
        </p>
        <p>
          {hasMailServer
            ? 'Our mails go through a mail server, which sees the address they go to and what they say.'
            : 'This installation has no mail server: mails wait here and go nowhere.'}
        </p>
        <p>
          Each request of a browser is a line in our log: time, page, answer and, when you are logged in, a short hash
          of your account’s number. No address of a network and no name stands in it.
        </p>
        <p>There is no analytics, no advertising and no content from other sites on our pages.</p>
      </div>
    </Panel>
  )
}

function Cookies({ cookies }: Pick<PrivacyViewProps, 'cookies'>) {
  return (
    <Panel title="Cookies">
      <dl class="divide-y divide-base-300">
        {cookies.map(({ name, keeps, lasts }) => (
          <div key={name} class="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 md:grid-cols-[12rem_1fr_1fr]">
            <dt class="font-semibold wrap-anywhere">{name}</dt>
            <dd>{keeps}</dd>
            <dd class="text-soft">{lasts}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function YourRights() {
  return (
    <Panel title="What you can do yourself">
      <p class="max-w-prose">
        On your account page you can download everything in this list that is about you, and delete your account. That
        page says before you confirm what goes and what stays.
      </p>
    </Panel>
  )
}
