// Where to go on after log-in: a path of our own pages and nothing else.

/** Null for anything that could lead elsewhere. `/\` and `//` are other hosts to browsers. */
export function localPath(text: string | undefined): string | null {
  return text !== undefined && text.length <= 500 && /^\/(?!\/|\\)[\x21-\x7e]*$/.test(text) ? text : null
}
