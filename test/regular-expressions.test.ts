// Every regular expression that the product runs, read from its source: none may backtrack without bound, whatever it is given.
import { parseSync } from '@swc/core'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isSafePattern } from 'redos-detector'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

interface Found {
  file: string
  pattern: string
  flags: string
}

const MADE: Found = {
  file: 'src/agent/state-fields.ts',
  pattern: '^-----BEGIN CERTIFICATE-----\\n([A-Za-z0-9+/=]{1,76}\\n)+-----END CERTIFICATE-----\\n$',
  flags: '',
}

const found: Found[] = globSync('src/**/*.{ts,tsx}', { cwd: ROOT })
  .filter((file) => !/\.test\.tsx?$/.test(file))
  .toSorted()
  .flatMap((file) => {
    const tsx = file.endsWith('.tsx')
    return literalsIn(parseSync(readFileSync(`${ROOT}/${file}`, 'utf8'), { syntax: 'typescript', tsx })).map((one) => ({
      file,
      ...one,
    }))
  })
  .concat(MADE)

function literalsIn(node: unknown): { pattern: string; flags: string }[] {
  if (Array.isArray(node)) return node.flatMap(literalsIn)
  if (typeof node !== 'object' || node === null) return []
  const { type, pattern, flags } = node as Record<string, unknown>
  if (type === 'RegExpLiteral') return [{ pattern: String(pattern), flags: String(flags) }]
  return Object.values(node).flatMap(literalsIn)
}

test('63: there are some, and one alone is made from text, which is ours', () => {
  expect(found.length).toBeGreaterThan(80)
  const made = globSync('src/**/*.{ts,tsx}', { cwd: ROOT }).filter(
    (file) => !/\.test\.tsx?$/.test(file) && /\bRegExp\(/.test(readFileSync(`${ROOT}/${file}`, 'utf8')),
  )
  expect(made).toEqual(['src/agent/state-fields.ts'])
})

test('63: the check sees what it is for', () => {
  expect(isSafePattern('^(a+)+$').safe).toBe(false)
})

/** These may take the square of a length that nobody outside decides, or that is short before they look. */
const BOUNDED: Record<string, string> = {
  'src/agent/openvpn-admitted.ts \\["(\\d+)","([A-Za-z0-9_-]+ \\d+)"\\]': 'a file that the agent writes',
  'src/agent/options.ts \\/+$': 'the command line of the agent',
  'src/agent/wireguard-uapi-text.ts (?:^|\\n)errno=(-?\\d+)\\n\\n$': 'what WireGuard on the same machine says',
  'src/lib/duration.ts (\\d+)(ms|s|m|h|d)': 'a text that the expression before it let through whole',
  'src/mail/send.ts ^[^\\s@<>()[\\]\\\\,;:"\\p{Cc}]+@[^\\s@<>()[\\]\\\\,;:"\\p{Cc}]+$':
    'an address of at most 254 characters',
  'src/vpn/tls-crypt-v2.ts .{64}(?=.)': 'a key of ours, of one length',
  'src/web/kit/components/money.tsx \\.0+$': 'an amount that we wrote',
}
const keyOf = ({ file, pattern }: Found) => `${file} ${pattern}`

test('63: no exception is left over', () => {
  expect(Object.keys(BOUNDED).filter((key) => !found.some((one) => keyOf(one) === key))).toEqual([])
})

test.each(found.filter((one) => BOUNDED[keyOf(one)] === undefined))('63: $file: /$pattern/$flags', (one) => {
  const { pattern, flags } = one
  const result = isSafePattern(pattern, {
    maxScore: 400,
    timeout: 20_000,
    caseInsensitive: flags.includes('i'),
    unicode: flags.includes('u'),
    dotAll: flags.includes('s'),
    multiLine: flags.includes('m'),
  })
  expect([result.error, result.safe]).toEqual([null, true])
})
