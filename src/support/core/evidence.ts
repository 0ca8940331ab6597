// The answer to a bank, as a text to copy: only what is kept, each fact with its time. Pure.
import { formatMoney, type Money } from '../../billing/core/money.ts'

export interface EvidenceFacts {
  dispute: Money & { reason: string | null; chargeId: string; invoiceId: string | null; paidAt: Date }
  card: { id: string; email: string; emailVerifiedAt: Date | null; createdAt: Date }
  devices: { name: string; protocol: string; createdAt: Date; lastSeen: Date | null }[]
  payments: (Money & { status: string; refunded: bigint; createdAt: Date })[]
  mails: { subject: string; createdAt: Date; sentAt: Date | null }[]
}

export function evidenceText({ dispute, card, devices, payments, mails }: EvidenceFacts): string {
  const earlier = payments.filter((payment) => payment.status === 'succeeded' && payment.createdAt < dispute.paidAt)
  const lines = [
    'The customer bought access to a VPN service: digital, delivered at once, used with keys on his own devices.',
    '',
    `Customer: ${card.email}, account ${card.id}`,
    `Signed up: ${time(card.createdAt)}`,
    `E-mail address confirmed by a link sent to it: ${card.emailVerifiedAt ? time(card.emailVerifiedAt) : 'not'}`,
    `Disputed payment: ${formatMoney(dispute)} on ${time(dispute.paidAt)}, charge ${dispute.chargeId}`,
    ...(dispute.invoiceId ? [`Invoice: ${dispute.invoiceId}`] : []),
    `Earlier payments of the same customer: ${earlier.length === 0 ? 'none' : earlier.map(paid).join('; ')}`,
    '',
    'Devices that the customer set up himself after logging in:',
    ...listed(devices.map(deviceLine), 'none'),
    '',
    'Mails to the customer’s confirmed address:',
    ...listed(
      mails.map((mail) => `${time(mail.createdAt)}: ${mail.subject}`),
      'none',
    ),
    '',
    'For his privacy the service keeps no addresses, visited sites or connection times beyond the newest contact of each device.',
  ]
  return lines.join('\n')
}

function deviceLine({ name, protocol, createdAt, lastSeen }: EvidenceFacts['devices'][number]): string {
  const seen = lastSeen ? `last connected ${time(lastSeen)}` : 'never connected'
  return `${name} (${protocol}), added ${time(createdAt)}, ${seen}`
}

function paid(payment: EvidenceFacts['payments'][number]): string {
  const back = payment.refunded > 0n ? `, ${formatMoney({ ...payment, amount: payment.refunded })} refunded` : ''
  return `${formatMoney(payment)} on ${time(payment.createdAt)}${back}`
}

function listed(lines: string[], none: string): string[] {
  return lines.length === 0 ? [`- ${none}`] : lines.map((line) => `- ${line}`)
}

/** `2026-11-24 14:05 UTC`: banks read it without knowing our locale. */
function time(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
