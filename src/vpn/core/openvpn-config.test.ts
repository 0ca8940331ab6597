import { expect, test } from 'vitest'
import { openvpnConfig } from './openvpn-config.ts'

test('the whole profile', () => {
  const text = openvpnConfig({
    remotes: [
      { address: 'a.example.com', port: 1194 },
      { address: '2001:db8::7', port: 1195 },
    ],
    caCertificate: 'CA\n',
    certificate: 'CERT\n',
    privateKey: 'KEY\n',
    tlsCryptV2Key: 'V2\n',
  })
  expect(text).toBe(`client
dev tun
proto udp4
remote a.example.com 1194
remote 2001:db8::7 1195 udp6
nobind
remote-cert-tls server
verify-x509-name turnpike-node name
data-ciphers AES-256-GCM:CHACHA20-POLY1305
auth-nocache
explicit-exit-notify 1
reneg-sec 0
<ca>
CA
</ca>
<cert>
CERT
</cert>
<key>
KEY
</key>
<tls-crypt-v2>
V2
</tls-crypt-v2>
`)
})
