// What a device or a node may be called. The name appears in file names, configuration and mails, so it is an allow-list.
// Invariant: a name that passed can be no option, no path, no shell or configuration syntax and no reserved file name.

const SHAPE = /^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$/
/** Windows refuses files of these names, with any extension (learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** The name as it is stored, or null when it is not allowed. Space around it is cut off, nothing else is repaired. */
export function parseName(text: string): string | null {
  const name = text.trim()
  return SHAPE.test(name) && !RESERVED.test(name) ? name : null
}

export const NAME_RULE = 'Use 1 to 40 letters, digits, spaces, dashes or underscores, beginning with a letter or digit.'

/** `name` as part of a file name: lower case, dashes for everything else. */
export function fileNamePart(name: string): string {
  const part = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return part.replace(/^-/, '').replace(/-$/, '')
}
