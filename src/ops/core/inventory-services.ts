// The inventory of what somebody does here: devices, tickets, mails, links that brought others. A part of data-inventory.ts.
import { by, through, type Kept } from './kept.ts'

const DEVICES = 'Devices' as const
const HELP = 'Help and mails' as const
const AFFILIATES = 'Affiliates' as const
const BOOKS = 'belongs to the books, under the account’s number'

export const SERVICES: readonly Kept[] = [
  {
    table: 'device_reports',
    of: { owner: through('device_id', 'devices'), topic: DEVICES, title: 'Last contact and traffic of a device' },
    what: 'One time and two sums of bytes for each server, overwritten at each report; no history and no address.',
    why: 'To show "last seen", and to apply the limit of your plan.',
    until: 'moment',
    ends: [
      {
        after: 'reported_at',
        plus: '90d',
        when: 'the newest report, and at once when you remove the device',
        fate: 'deleted',
      },
    ],
    erasure: 'deleted',
    columns: { shown: 'device_id last_seen received sent reported_at', inner: 'node_id' },
  },
  {
    table: 'devices',
    of: { owner: by(), topic: DEVICES, title: 'Devices' },
    what: 'Name, kind, public key, when it was added and removed. The private key never reaches us.',
    why: 'To let it in; that there was one, so that we can answer you when you ask.',
    until: 'account',
    ends: [
      {
        after: 'removed_at',
        plus: '30d',
        when: 'you remove it',
        fate: { cleared: { public_key: null, preshared_key_sealed: null }, part: 'Its keys' },
      },
    ],
    erasure: {
      cleared: { name: 'deleted', public_key: null, preshared_key_sealed: null },
      part: 'Names and keys; all devices are cut off at once',
    },
    columns: {
      shown: 'id name protocol public_key created_at removed_at',
      secret: 'preshared_key_sealed',
      inner: 'account_id',
    },
  },
  {
    table: 'addresses',
    of: { owner: through('device_id', 'devices'), topic: DEVICES, title: 'Address of a device inside the VPN' },
    what: 'Its last part. It is used within the VPN only.',
    why: 'To reach the device.',
    until: 'moment',
    ends: [],
    erasure: { done: 'The address is the device’s no more, and another’s a day later' },
    columns: { shown: 'protocol host', inner: 'device_id freed_at' },
  },
  {
    table: 'certificates',
    of: { owner: through('device_id', 'devices'), topic: DEVICES, title: 'Certificates of OpenVPN devices' },
    what: 'Certificate, serial number and times.',
    why: 'To let the device in, and to keep out one that was removed.',
    until: 'account',
    ends: [
      {
        after: 'not_after',
        plus: '30d',
        when: 'a certificate that was revoked would have run out',
        fate: 'deleted',
        only: { column: 'revoked_at', set: true },
      },
    ],
    erasure: { stays: 'is revoked at once, and must be on the list of revoked ones until it would have run out' },
    columns: { shown: 'device_id serial certificate not_after created_at revoked_at' },
  },
  {
    table: 'ticket_messages',
    of: { owner: through('ticket_id', 'tickets'), topic: HELP, title: 'What you and support wrote' },
    what: 'The texts, and notes of staff among themselves.',
    why: 'To help you.',
    until: 'account',
    ends: [],
    erasure: 'deleted',
    columns: { shown: 'id ticket_id kind body created_at', others: 'author_id', inner: 'number' },
    exportOnly: { column: 'kind', in: ['customer', 'staff'] },
  },
  {
    table: 'tickets',
    of: { owner: by(), topic: HELP, title: 'Tickets' },
    what: 'Subject, state and times, and what was written.',
    why: 'To help you, and to remember what helped.',
    until: 'account',
    ends: [
      {
        after: 'changed_at',
        plus: '730d',
        when: 'it was closed',
        fate: 'deleted',
        only: { column: 'state', in: ['closed'] },
      },
    ],
    erasure: 'deleted',
    columns: {
      shown: 'id subject state priority created_at changed_at waiting_since',
      others: 'assignee_id',
      inner: 'account_id',
    },
  },
  {
    table: 'mails',
    of: { owner: by(), topic: HELP, title: 'Mails to you' },
    what: 'Address, subject and times. The text goes as soon as a mail is delivered.',
    why: 'To deliver each once.',
    until: 'books',
    ends: [
      {
        after: 'created_at',
        plus: '30d',
        when: 'it was written',
        fate: {
          cleared: { to_address: '', subject: '', text_body: '', html_body: '' },
          part: 'Address, subject and a text that could not be delivered',
        },
      },
    ],
    erasure: {
      cleared: { to_address: '', subject: '', text_body: '', html_body: '' },
      part: 'Address, subject and text; the last mail, that it is done, goes as all mails do',
    },
    columns: {
      shown: 'id to_address subject created_at sent_at',
      secret: 'text_body html_body',
      inner: 'account_id dedupe_key',
    },
  },
  {
    table: 'arrivals',
    of: { owner: by(), topic: AFFILIATES, title: 'Whose link you came by' },
    what: 'The code of the link.',
    why: 'To pay whoever told you about us.',
    until: 'account',
    ends: [],
    erasure: 'deleted',
    columns: { shown: 'code at', inner: 'account_id' },
  },
  {
    table: 'attributions',
    of: { owner: by(), topic: AFFILIATES, title: 'Whether a link counts for you' },
    what: 'Which account is paid for having brought you, and since when. It can only grow.',
    why: 'To pay whoever told you about us.',
    until: 'books',
    ends: [],
    erasure: { stays: BOOKS },
    columns: { shown: 'at', others: 'affiliate_id', inner: 'account_id' },
  },
  {
    table: 'affiliates',
    of: { owner: by(), topic: AFFILIATES, title: 'Your own link' },
    what: 'Its code, and where you want your money sent.',
    why: 'To pay you.',
    until: 'account',
    ends: [],
    erasure: {
      cleared: { payout_details: '', state: 'suspended' },
      part: 'Where you wanted your money; the link earns nothing more',
    },
    columns: { shown: 'code state payout_details created_at', inner: 'account_id' },
  },
  {
    table: 'commissions',
    of: { owner: by('affiliate_id'), topic: AFFILIATES, title: 'Commissions' },
    what: 'What a payment of somebody you brought earned you.',
    why: 'To pay you, and for the books.',
    until: 'books',
    ends: [],
    erasure: { stays: BOOKS },
    columns: { shown: 'id base rate_bp currency hold_until created_at', others: 'payment_id', inner: 'affiliate_id' },
  },
  {
    table: 'commission_entries',
    of: { owner: through('commission_id', 'commissions'), topic: AFFILIATES, title: 'What became of commissions' },
    what: 'Amounts that came, went back, and were paid out.',
    why: 'To pay you, and for the books.',
    until: 'books',
    ends: [],
    erasure: { stays: BOOKS },
    columns: { shown: 'commission_id number kind amount created_at payout_id' },
  },
  {
    table: 'payouts',
    of: { owner: by('affiliate_id'), topic: AFFILIATES, title: 'Payouts' },
    what: 'Amount, date, reference and where it went.',
    why: 'To pay you, and for the books.',
    until: 'books',
    ends: [],
    erasure: {
      cleared: { details: '' },
      part: 'Where they went; of one under way, as soon as it is paid',
      only: { column: 'paid_at', set: true },
    },
    columns: { shown: 'id currency amount details created_at paid_at reference', inner: 'run_id affiliate_id' },
  },
]
