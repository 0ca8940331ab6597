// What a mail is made of, and its two forms: plain text and HTML of the same words. Pure.
// Invariant: every value passes through `escape` here and nowhere else is HTML written; no style attribute and no picture,
// so a mail shown under the product's own Content-Security-Policy needs no exception.

export type Block = { say: string } | { button: string; link: string } | { facts: [label: string, value: string][] }

export interface Letter {
  subject: string
  blocks: Block[]
}

export interface RenderedMail {
  subject: string
  text: string
  html: string
}

const SIGNED = 'Turnpike'

export function render({ subject, blocks }: Letter): RenderedMail {
  const line = oneLine(subject)
  return {
    subject: line,
    text: `${[...blocks.map(asText), SIGNED].join('\n\n')}\n`,
    html: page(line, [...blocks.map(asHtml), `<p><small>${SIGNED}</small></p>`].join('\n')),
  }
}

/** A header is one line whatever was put into it: a second one would be another header. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200)
}

function asText(block: Block): string {
  if ('say' in block) return block.say
  if ('button' in block) return `${block.button}:\n${block.link}`
  return block.facts.map(([label, value]) => `${label}: ${oneLine(value)}`).join('\n')
}

function asHtml(block: Block): string {
  if ('say' in block) return `<p>${escape(block.say)}</p>`
  if ('facts' in block) {
    const rows = block.facts.map(([label, value]) => `<tr><td>${escape(label)}</td><td>${escape(value)}</td></tr>`)
    return `<table cellpadding="4">${rows.join('')}</table>`
  }
  const href = escape(new URL(block.link).href)
  return (
    `<table cellpadding="12"><tr><td bgcolor="#0f766e"><a href="${href}">` +
    `<font color="#ffffff">${escape(block.button)}</font></a></td></tr></table>\n` +
    `<p><small>Or open this address: <a href="${href}">${href}</a></small></p>`
  )
}

function page(title: string, body: string): string {
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>\n` +
    `<body>\n<table width="100%"><tr><td align="center"><table width="560" cellpadding="8"><tr><td>\n` +
    `${body}\n</td></tr></table></td></tr></table>\n</body></html>\n`
  )
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
