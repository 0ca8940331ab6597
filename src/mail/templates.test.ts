import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { projectFile } from '../lib/project-file.ts'
import { oneLine, render } from './blocks.ts'
import { MAIL_OWNERS, renderMail } from './templates.ts'

const link = 'https://vpn.example.com/verify-email?token=abc&x=1'
const at = new Date('2026-11-24T14:05:00Z')

describe('each mail says the same in text and HTML', () => {
  const billing = 'https://vpn.example.com/billing'
  test.each([
    ['verify-email', renderMail('verify-email', { link }), link],
    ['already-registered', renderMail('already-registered', { logIn: link, reset: billing }), billing],
    ['reset-password', renderMail('reset-password', { link }), link],
    ['password-changed', renderMail('password-changed', { at, reset: billing }), '24 Nov 2026, 14:05 UTC'],
    ['passkey-changed', renderMail('passkey-changed', { what: 'was added', at, reset: billing }), 'was added'],
    [
      'new-device',
      renderMail('new-device', { device: 'Firefox on Windows', at, sessions: link, reset: billing }),
      'Firefox on Windows',
    ],
    ['confirm-new-email', renderMail('confirm-new-email', { link }), link],
    ['new-email-taken', renderMail('new-email-taken', { logIn: link, reset: billing }), billing],
    ['email-changed', renderMail('email-changed', { at, undo: link, isStaff: true }), link],
    ['email-restored', renderMail('email-restored', { at }), '24 Nov 2026, 14:05 UTC'],
    ['role-changed', renderMail('role-changed', { role: 'support', at, logIn: link }), 'two steps'],
    ['role taken away', renderMail('role-changed', { role: 'customer', at, logIn: link }), 'not of the staff'],
    [
      'staff-changed',
      renderMail('staff-changed', {
        email: 'ana@example.com',
        from: 'customer',
        to: 'owner',
        at,
        by: 'you',
        staff: link,
      }),
      'ana@example.com',
    ],
    [
      'payout-details-changed',
      renderMail('payout-details-changed', { at, affiliate: billing, reset: link }),
      '24 Nov 2026, 14:05 UTC',
    ],
    ['receipt', renderMail('receipt', { amount: '$10.00', plan: 'Pro', until: at, billing }), '$10.00'],
    [
      'payment-failed',
      renderMail('payment-failed', { amount: '$10.00', plan: 'Pro', cutOff: at, billing }),
      '14:05 UTC',
    ],
    ['access-ended', renderMail('access-ended', { plan: 'Pro', plans: billing }), 'Pro'],
    ['cancelled', renderMail('subscription-cancelled', { plan: 'Pro', until: at, billing }), '24 Nov 2026'],
    ['plan-changed', renderMail('plan-changed', { plan: 'Pro', until: at, billing }), '24 Nov 2026'],
    ['plan-scheduled', renderMail('plan-scheduled', { plan: 'Pro', next: 'Basic', at, billing }), 'Basic'],
    ['refund in part', renderMail('refund', { amount: '€5.00', whole: false, billing }), '€5.00'],
    ['refund-failed', renderMail('refund-failed', { amount: '$10.00', billing }), '$10.00'],
    [
      'trial-ending',
      renderMail('trial-ending', { plan: 'Pro', at, amount: '$10.00', hasCard: true, billing }),
      '14:05 UTC',
    ],
    [
      'trial without card',
      renderMail('trial-ending', { plan: 'Pro', at, amount: '$10.00', hasCard: false, billing }),
      'add a card',
    ],
    ['trial-again', renderMail('trial-again', { amount: '$10.00', billing }), '$10.00'],
    ['payment-action', renderMail('payment-action', { amount: '$10.00', invoice: billing }), billing],
    [
      'first-payment-failed',
      renderMail('first-payment-failed', { amount: '$10.00', plans: billing }),
      'Nothing was charged',
    ],
    ['dispute-opened', renderMail('dispute-opened', { amount: '$10.00', billing }), '$10.00'],
    ['first-commission', renderMail('first-commission', { amount: '$2.00', affiliate: billing }), '$2.00'],
    ['payout-paid', renderMail('payout-paid', { amount: '$20.00', reference: 'SEPA 7', affiliate: billing }), 'SEPA 7'],
    [
      'manual-payment-asked',
      renderMail('manual-payment-asked', {
        amount: '$10.00',
        plan: 'Pro',
        reference: '7KQ2M-XW4RT',
        instructions: 'To IBAN DE00 <1>',
        page: billing,
      }),
      '7KQ2M-XW4RT',
    ],
    [
      'manual-payment-approved',
      renderMail('manual-payment-approved', { amount: '$10.00', plan: 'Pro', from: at, until: at, page: billing }),
      '14:05 UTC',
    ],
    [
      'manual-payment-denied',
      renderMail('manual-payment-denied', { amount: '$10.00', reference: '7KQ2M-XW4RT', page: billing }),
      'nothing is lost',
    ],
    [
      'manual-payment-returned',
      renderMail('manual-payment-returned', { amount: '$10.00', whole: true, ended: true, page: billing }),
      'has ended',
    ],
    [
      'manual-payment-returned',
      renderMail('manual-payment-returned', { amount: '$2.00', whole: false, ended: false, page: billing }),
      'your time stays as it is',
    ],
    [
      'voucher-redeemed',
      renderMail('voucher-redeemed', { plan: 'Pro', from: at, until: at, billing }),
      '24 Nov 2026, 14:05 UTC',
    ],
    [
      'staff-alert',
      renderMail('staff-alert', { kind: 'drift', detail: 'A charge is missing.', admin: billing, runbook: 'drift' }),
      'missing',
    ],
  ])('%s', (_name, mail, words) => {
    expect(mail.subject).toMatch(/^\S.{3,80}$/)
    expect(mail.text).toContain(words)
    expect(unescaped(mail.html)).toContain(words)
    expect(mail.html).not.toMatch(/style=|<style|<script|<img/i)
  })

  test('only a whole refund says that access has ended', () => {
    const refund = (whole: boolean) => renderMail('refund', { amount: '$1.00', whole, billing }).text
    expect(refund(true)).toContain('has ended')
    expect(refund(false)).not.toContain('has ended')
  })
})

describe('what is put in stays words', () => {
  const hostile = `<script>alert(1)</script>" onload='x' &amp;`
  const mail = renderMail('receipt', { amount: hostile, plan: hostile, until: at, billing: link })

  test('in HTML', () => {
    expect(mail.html).not.toContain('<script')
    expect(mail.html).not.toContain(`onload='`)
    expect(unescaped(mail.html)).toContain(hostile)
  })

  test.each(['a\r\nBcc: b@example.com', 'a\nb', 'a\u2028b', 'a\u0000b', '\r\n'])(
    'a subject is one line: %j',
    (subject) => {
      const { subject: line } = render({ subject, blocks: [] })
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(line).toBe(oneLine(subject))
    },
  )

  test('a link that is no address is a fault', () => {
    expect(() => renderMail('verify-email', { link: 'not an address' })).toThrow('Invalid URL')
  })
})

test('every mail is sent by its owners and by nobody else', () => {
  const root = fileURLToPath(projectFile('src/'))
  const sent: string[] = []
  for (const file of globSync('**/*.ts', { cwd: root }).filter((name) => !name.endsWith('.test.ts'))) {
    const words = readFileSync(`${root}/${file}`, 'utf8')
    for (const [, name] of words.matchAll(/template: '([a-z-]+)'/g)) sent.push(`${name} ${file.replace(/\.ts$/, '')}`)
  }
  const owned = Object.entries(MAIL_OWNERS).flatMap(([name, files]) => files.map((file) => `${name} ${file}`))
  expect(new Set(sent)).toEqual(new Set(owned))
})

test('the page for operators lists every mail, and no other', () => {
  const page = readFileSync(projectFile('docs/operate/mails.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name)
  expect(listed).toHaveLength(Object.keys(MAIL_OWNERS).length)
  expect(new Set(listed)).toEqual(new Set(Object.keys(MAIL_OWNERS)))
})

function unescaped(html: string): string {
  return html.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)))
}
