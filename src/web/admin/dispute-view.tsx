// /admin/disputes/:id: everything that answers a bank's question, on one page, with a text to copy.
import { Empty, Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Money } from '../kit/components/money.tsx'
import { Ago, Time } from '../kit/components/time.tsx'
import { protocolName } from '../portal/device-row.ts'
import { DisputeWord, needsAnswer, type DisputeRow } from './dispute-word.tsx'
import { Timeline, type TimelineEntry } from './timeline-view.tsx'

export interface DisputeViewProps {
  now: Date
  dispute: DisputeRow
  card: { emailVerifiedAt: Date | null; createdAt: Date }
  devices: {
    id: string
    name: string
    protocol: 'wireguard' | 'openvpn'
    createdAt: Date
    lastSeen: Date | null
  }[]
  mails: { id: string; subject: string; createdAt: Date; sentAt: Date | null }[]
  timeline: TimelineEntry[]
  /** The answer, ready to copy. */
  text: string
  /** Its page at the payment processor, where the answer is sent. */
  stripeUrl: string
}

export function DisputeView(props: DisputeViewProps) {
  const { dispute, now } = props
  return (
    <>
      <PageHead title="Dispute" back={{ href: '/admin/disputes', label: 'Disputes' }}>
        <DisputeWord dispute={dispute} now={now} />
      </PageHead>
      <div class="grid items-start gap-5 lg:grid-cols-[1.5fr_1fr]">
        <div class="grid min-w-0 gap-5">
          <Panel title="Answer" lead={<Deadline dispute={dispute} />}>
            <CopyText id="evidence" label="Evidence" text={props.text} block />
            <a class="btn btn-primary mt-4" href={props.stripeUrl} rel="noreferrer">
              Answer at Stripe
            </a>
          </Panel>
          <Panel title="Timeline">
            <Timeline entries={props.timeline} now={now} />
          </Panel>
        </div>
        <div class="grid min-w-0 gap-5">
          <Panel title="What is disputed">
            <DisputeFacts {...props} />
          </Panel>
          <Devices devices={props.devices} now={now} />
          <Mails mails={props.mails} />
        </div>
      </div>
    </>
  )
}

function Deadline({ dispute }: { dispute: DisputeRow }) {
  if (!needsAnswer(dispute)) return <>Nothing is asked for now.</>
  if (!dispute.dueBy) return <>Stripe names no deadline.</>
  return (
    <>
      Stripe takes evidence until <Time at={dispute.dueBy} />, once. Copy this, add what you know, and send it there.
    </>
  )
}

function DisputeFacts({ dispute, card }: Pick<DisputeViewProps, 'dispute' | 'card'>) {
  return (
    <Facts
      of={[
        [
          'Customer',
          <a key="who" class="link" href={`/admin/customers/${dispute.account}`}>
            {dispute.email}
          </a>,
        ],
        ['Signed up', <Time key="up" at={card.createdAt} />],
        ['Confirmed', card.emailVerifiedAt ? <Time key="verified" at={card.emailVerifiedAt} /> : 'not confirmed'],
        ['Amount', <Money key="amount" of={dispute} />],
        [
          'Paid',
          <a key="paid" class="link" href={`/admin/payments/${dispute.payment}`}>
            <Time at={dispute.paidAt} />
          </a>,
        ],
        ['Invoice', dispute.invoiceId ?? 'none'],
        ['Disputed', <Time key="opened" at={dispute.createdAt} />],
        ['Reason', (dispute.reason ?? 'not told').replaceAll('_', ' ')],
        ['Stripe', dispute.id],
      ]}
    />
  )
}

function Devices({ devices, now }: Pick<DisputeViewProps, 'devices' | 'now'>) {
  return (
    <Panel title="Devices">
      {devices.length === 0 && <Empty icon="devices" title="No device" />}
      <ul class="divide-y divide-base-300">
        {devices.map((device) => (
          <li key={device.id} class="py-2">
            <span class="font-semibold wrap-anywhere">{device.name}</span>
            <span class="block text-sm text-soft">
              {protocolName(device.protocol)} · last seen <Ago at={device.lastSeen} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Mails({ mails }: Pick<DisputeViewProps, 'mails'>) {
  return (
    <Panel title="Mails">
      {mails.length === 0 && <Empty icon="mail" title="No mail" />}
      <ul class="divide-y divide-base-300">
        {mails.map((mail) => (
          <li key={mail.id} class="py-2">
            <span class="wrap-anywhere">{mail.subject}</span>
            <span class="block text-sm text-soft">
              <Time at={mail.createdAt} /> {mail.sentAt ? '' : '· not sent yet'}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
