// The words of a mail that came as HTML alone. Not a browser: what is no text is let go, and each sign is looked at a fixed number
// of times, for the HTML is anybody's.

const UNSEEN = new Set(['head', 'title', 'style', 'script'])
const LINES = /^(address|article|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/
const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  copy: '©',
}

export function htmlText(html: string): string {
  const parts: string[] = []
  const small = html.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
  let at = 0
  while (at < html.length) {
    const open = small.indexOf('<', at)
    parts.push(words(html.slice(at, open === -1 ? undefined : open)))
    if (open === -1) break
    const [, name] = /^<\/?([a-z][a-z0-9]*)/.exec(small.slice(open, open + 16)) ?? []
    if (name !== undefined && LINES.test(name)) parts.push('\n')
    if (small[open + 1] !== '/' && (name === 'td' || name === 'th')) parts.push(' ')
    if (name === undefined && !/^<[!?/]/.test(small.slice(open, open + 2))) parts.push('<')
    at = after(small, open, name)
  }
  const lines = parts.join('').split('\n')
  return lines
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Where text goes on behind what begins at `open`; the end, when that never ends. */
function after(small: string, open: number, name: string | undefined): number {
  if (small.startsWith('<!--', open)) return behind(small, '-->', open + 4)
  if (name === undefined && !/^<[!?/]/.test(small.slice(open, open + 2))) return open + 1
  const end = behind(small, '>', open)
  if (name === undefined || !UNSEEN.has(name) || small[open + 1] === '/') return end
  return behind(small, '>', behind(small, `</${name}`, end))
}

function behind(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from)
  return found === -1 ? text.length : found + sign.length
}

function words(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,4});/gi, (whole, entity: string) => {
      if (!entity.startsWith('#')) return NAMED[entity.toLowerCase()] ?? whole
      const isHex = /^#x/i.test(entity)
      const point = Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10)
      return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
    })
}
