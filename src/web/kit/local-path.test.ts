import { expect, test } from 'vitest'
import { localPath } from './local-path.ts'

test('only paths of our own pages lead on', () => {
  for (const path of ['/', '/devices/dev_a?x=1#top']) expect(localPath(path)).toBe(path)
  const elsewhere = [
    '//example.net',
    '/\\example.net',
    'https://example.net',
    'devices',
    '/a b',
    '/a\nb',
    '',
    `/${'a'.repeat(600)}`,
  ]
  for (const path of elsewhere) expect(localPath(path), path).toBeNull()
  expect(localPath(undefined)).toBeNull()
})
