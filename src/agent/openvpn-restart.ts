// Whether a running OpenVPN must be restarted to match new files. Pure.
// Invariant: a restart disconnects everybody, so a renewed certificate alone is no reason while the running one has more
// than a third of its life left; it is then picked up by the next start.
import { X509Certificate } from 'node:crypto'
import type { OpenvpnFiles } from './openvpn-config.ts'

export function needsRestart(running: OpenvpnFiles, wanted: OpenvpnFiles, now: Date): boolean {
  const { 'server.crt': runningCertificate, ...runningRest } = running
  const { 'server.crt': wantedCertificate, ...wantedRest } = wanted
  if (JSON.stringify(runningRest) !== JSON.stringify(wantedRest)) return true
  return runningCertificate !== wantedCertificate && isAgeing(runningCertificate, now)
}

function isAgeing(pem: string, now: Date): boolean {
  const certificate = new X509Certificate(pem)
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  return to - now.getTime() < (to - from) / 3
}
