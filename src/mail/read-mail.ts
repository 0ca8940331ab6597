// A raw mail -> what we look at of it; the only importer of the parser. It came from anybody: what is read is bounded here, and
// nothing of it is trusted by anyone who uses it. Attachments are counted and let go.
import PostalMime, { addressParser, type Email } from 'postal-mime'
import { isAutomatic } from './core/automatic-mail.ts'
import { htmlText } from './core/html-text.ts'

/** Bytes of a raw mail that are read; the surfaces refuse a longer one. */
export const LONGEST_MAIL = 1024 * 1024

export interface ReadMail {
  /** The address it says it is from; null: none, or more than one. */
  from: string | null
  /** The values of the headers that say to whom it went, as they came. */
  recipients: string[]
  messageId: string | null
  /** May be empty. */
  subject: string
  isAutomatic: boolean
  /** Of the plain part, or of the HTML turned into text; may be empty. */
  text: string
  attachments: number
}

const RECIPIENTS = new Set(['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'])
const BOUNDS = { maxNestingDepth: 16, maxHeadersSize: 128 * 1024, forceRfc822Attachments: true }

/** Of text, or of attachments as base64, a megabyte has fewer than half as many. The parser is slow for each. */
const MOST_LINES = 40_000

/** The headers as they came, for a look before the whole is read; those of a mail that has too much of them end early. */
export function headOf(raw: Uint8Array): string {
  const start = Buffer.from(raw.subarray(0, BOUNDS.maxHeadersSize)).toString('latin1')
  return start.split(/\r?\n\r?\n/, 1)[0] ?? ''
}

/** The address that a head says the mail is from; null: none, or more than one. */
export function senderIn(head: string): string | null {
  const lines = head.replaceAll(/\r?\n[ \t]/g, ' ').split(/\r?\n/)
  return soleAddress(lines.filter((line) => /^from:/i.test(line)).map((line) => line.slice('from:'.length)))
}

/** Longer than an address with a name beside it. */
const LONGEST_FROM = 2_000

function soleAddress(values: string[]): string | null {
  const short = values.filter((value) => value.length <= LONGEST_FROM)
  const from = short.flatMap((value) => addressParser(value, { flatten: true }))
  return values.length === 1 && from.length === 1 ? (from[0]?.address ?? null) : null
}

/** Null: it is nested deeper, or has more lines or more of headers, than a mail that somebody wrote. */
export async function readMail(raw: Uint8Array): Promise<ReadMail | null> {
  if (raw.reduce((lines, sign) => (sign === 10 ? lines + 1 : lines), 0) > MOST_LINES) return null
  const email = await parsed(raw)
  if (!email) return null
  const values = (wanted: string) => email.headers.filter(({ key }) => key === wanted).map(({ value }) => value)
  const [name] = values('message-id')
  return {
    from: soleAddress(values('from')),
    recipients: email.headers.filter(({ key }) => RECIPIENTS.has(key)).map(({ value }) => value),
    messageId: name?.trim() || null,
    subject: email.subject ?? '',
    isAutomatic: isAutomatic(email.headers),
    text: email.text ?? htmlText(email.html ?? ''),
    attachments: email.attachments.length,
  }
}

async function parsed(raw: Uint8Array): Promise<Email | null> {
  try {
    return await PostalMime.parse(raw, BOUNDS)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Maximum ')) return null
    throw error
  }
}
