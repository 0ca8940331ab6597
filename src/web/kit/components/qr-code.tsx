// A QR code drawn on the server. Always dark on light: scanners dislike inverted codes.
import { QR_DARK, QR_LIGHT, qrPath } from './qr-path.ts'

export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = qrPath(text)
  return (
    <svg
      class="w-full max-w-72 rounded-field"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect width={size} height={size} fill={QR_LIGHT} />
      <path d={path} fill={QR_DARK} />
    </svg>
  )
}
