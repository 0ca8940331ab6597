// A text as the outline of a QR code: shared by the server's pages and the browser's key module.
import { encode } from 'uqr'

export const QR_DARK = '#0d1f18'
export const QR_LIGHT = '#ffffff'

/** A square of `size` units with its quiet zone; `path` fills the dark ones. Throws when the text is too long (2331 bytes). */
export function qrPath(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const dark = data.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : '')).join(''))
  return { size, path: dark.join('') }
}
