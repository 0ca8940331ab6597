import { expect, test } from 'vitest'
import { isAutomatic } from './automatic-mail.ts'

test.each([
  ['auto-submitted', 'auto-replied'],
  ['auto-submitted', 'Auto-Generated; x=y'],
  ['return-path', '<>'],
  ['return-path', ' < > '],
  ['precedence', 'Bulk'],
  ['precedence', 'list'],
  ['list-id', '<news.example.com>'],
  ['x-autoreply', 'yes'],
  ['content-type', 'multipart/report; report-type=delivery-status'],
])('%s: %s is a machine’s', (key, value) =>
  expect(
    isAutomatic([
      { key: 'subject', value: 'x' },
      { key, value },
    ]),
  ).toBe(true),
)

test.each([
  ['auto-submitted', 'no'],
  ['auto-submitted', 'No (written by hand)'.slice(0, 2)],
  ['return-path', '<ana@example.com>'],
  ['precedence', 'first-class'],
  ['content-type', 'multipart/mixed; boundary=report'],
])('%s: %s is a person’s', (key, value) => expect(isAutomatic([{ key, value }])).toBe(false))
