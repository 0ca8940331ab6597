// Whether a machine wrote a mail: holiday answers, bounces, lists. Who answers those talks with machines for ever (RFC 3834).

interface Header {
  /** In small letters. */
  key: string
  value: string
}

const PRESENT = new Set(['list-id', 'list-unsubscribe', 'x-autoreply', 'x-autorespond', 'x-failed-recipients'])

export function isAutomatic(headers: readonly Header[]): boolean {
  return headers.some(({ key, value }) => {
    const word = value.slice(0, 200).trim().toLowerCase()
    if (PRESENT.has(key)) return true
    if (key === 'auto-submitted') return !/^no\s*(;|$)/.test(word)
    if (key === 'return-path') return /^<\s*>$/.test(word) // RFC 5321 4.5.5: the empty path of a bounce
    if (key === 'precedence') return ['bulk', 'list', 'junk', 'auto_reply'].includes(word)
    return key === 'content-type' && word.startsWith('multipart/report')
  })
}
