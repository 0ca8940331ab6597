// HTML as values. Invariant: whatever is put into a template is escaped unless it is itself a piece of HTML.

export interface Html {
  readonly markup: string
}
type Part = string | number | Html | null | false | undefined | Part[]

/** A template whose values are escaped; lists are joined, null and false are nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let markup = strings[0] ?? ''
  parts.forEach((part, index) => {
    markup += textOf(part) + (strings[index + 1] ?? '')
  })
  return { markup }
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(textOf).join('')
  if (typeof part === 'object') return part.markup
  return String(part).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
