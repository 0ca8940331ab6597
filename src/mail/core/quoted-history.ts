// What is new in an answer by mail, without the history that mail programs put under it. Careful: in doubt nothing is cut.
// Every line is looked at a fixed number of times, whatever it holds.

/** Stands above what we write by mail, so that whatever program quotes it, we know our own words. */
export const MARKER = '--- Write your answer above this line ---'

const ORIGINAL = /^-{3,} ?(Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original) ?-{3,}$/i
/** The head that programs write over history that they do not quote line by line. */
const HEAD =
  /^\*?(From|Sent|Date|To|Cc|Subject|Von|Gesendet|Datum|An|Betreff|De|Envoyé|Enviado|À|Para|Objet|Asunto)\*?\s?:/i
const RULE = /^_{5,}$/

/** The text above the history. The whole text when nothing stands above, or when it is answered line by line. */
export function withoutHistory(text: string): string {
  const lines = text.split('\n')
  const start = historyStart(lines)
  if (start === null) return text
  const above = lines.slice(0, start).join('\n').trimEnd()
  return above.trim() === '' ? text : above
}

function historyStart(lines: string[]): number | null {
  const marker = lines.findIndex((line) => line.includes(MARKER))
  const original = lines.findIndex((line) => ORIGINAL.test(line.slice(0, 80).trim()))
  if (marker === -1) return original === -1 ? quoteAtTheEnd(lines) : original
  if (isAnsweredBetween(lines, marker)) return null
  const below = original === -1 ? marker : Math.min(marker, original)
  return beforeAttribution(lines, beforeHead(lines, beforeQuotes(lines, below)))
}

/** Our words were quoted with `>`, and other words stand between them. */
function isAnsweredBetween(lines: string[], marker: number): boolean {
  if (!isQuote(lines[marker])) return false
  const after = lines.slice(marker + 1).filter((line) => line.trim() !== '')
  return !after.every(isQuote)
}

/** Where quoted lines begin after which nothing else comes; null: there are none. */
function quoteAtTheEnd(lines: string[]): number | null {
  const start = beforeQuotes(lines, lines.length)
  return lines.slice(start).some(isQuote) ? beforeAttribution(lines, start) : null
}

function beforeQuotes(lines: string[], end: number): number {
  let start = end
  while (start > 0 && (isBlank(lines[start - 1]) || isQuote(lines[start - 1]))) start--
  return start
}

function beforeHead(lines: string[], end: number): number {
  let start = end
  while (start > 0 && (isBlank(lines[start - 1]) || isHead(lines[start - 1]))) start--
  return start
}

/** `On Monday at 10:00 Shop <help@example.com> wrote:` in any language, on one line or two. */
function beforeAttribution(lines: string[], end: number): number {
  let last = end - 1
  while (last >= 0 && isBlank(lines[last])) last--
  const [line, before] = [lines[last]?.trim() ?? '', lines[last - 1]?.trim() ?? '']
  if (!line.endsWith(':') || line.length > 300) return end
  if (saysWhen(line)) return /@|<$/.test(before) && !saysWhen(before) && line.length < 40 ? last - 1 : last
  return saysWhen(before) && line.length < 80 ? last - 1 : end
}

/** A date or an address in it: a sentence of the person's own that ends with a colon seldom has both a number and a sign of these. */
function saysWhen(line: string): boolean {
  return /\d{1,2}[:.]\d\d|\d{4}/.test(line.slice(0, 300)) && /[@,/]/.test(line.slice(0, 300))
}

function isQuote(line: string | undefined): boolean {
  return line?.trimStart().startsWith('>') ?? false
}

function isHead(line: string | undefined): boolean {
  const words = line?.slice(0, 200).trim() ?? ''
  return HEAD.test(words) || RULE.test(words)
}

function isBlank(line: string | undefined): boolean {
  return line?.trim() === ''
}
