// A certificate for an address, signed by itself: for servers that tests speak TLS to. Good for a day.
import 'reflect-metadata' // must be loaded before @peculiar/x509
import * as x509 from '@peculiar/x509'

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000

/** Both as PEM. */
export async function certificateOf(address: string) {
  const keys = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=test',
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + DAY),
      keys,
      signingAlgorithm: ECDSA,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
    },
    crypto,
  )
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: made.toString('pem'), key: x509.PemConverter.encode(der, x509.PemConverter.PrivateKeyTag) }
}
