// One sound state document, for tables of what may be wrong with it.
// Invariant: it passes `validateState` unchanged; the certificate is an authority nobody holds the key of.
import type { DesiredState } from '../../src/agent/contract.ts'

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUL/Q9crFtnBVr7WIsUSroOn3STRwwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHdGVzdCBjYTAgFw0yNjExMjQwNzQ4MDhaGA8yMTI2MTAzMTA3
NDgwOFowEjEQMA4GA1UEAwwHdGVzdCBjYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABHAaQFLx/7HaDjabnqv9nLdXuAH86UKCNx3TvGmLabRHwwrE4vhSKpDFqyH+
XGpXtEYExBm5WPVoFQbkiqnKIrCjUzBRMB0GA1UdDgQWBBQuciJ61D/LGtqxew0Z
kp3WWlLgijAfBgNVHSMEGDAWgBQuciJ61D/LGtqxew0Zkp3WWlLgijAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDbnTANDiZchNrq+R0icIt0R4X6
voYXGNdwlpI8lBcc4wIgeL71G3ERt7jh+sN29urLHWkZxDHpWmzK/xopN8YvxQ4=
-----END CERTIFICATE-----
`

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')

export function sampleState(): DesiredState {
  return {
    version: 1,
    epoch: 'epoch-a',
    generation: 7,
    nodeId: 'node-1',
    mode: 'active',
    leaseSeconds: 86_400,
    wireguard: {
      listenPort: 51_820,
      addresses: ['10.89.0.1/16', 'fd89::1/64'],
      peers: [
        {
          id: 'wg-10',
          publicKey: key(1),
          presharedKey: key(2),
          allowedIps: ['10.89.0.10/32', 'fd89::a/128'],
          notAfter: '2026-11-20T12:00:00Z',
        },
      ],
    },
    openvpn: {
      listenPort: 1_194,
      network4: '10.88.0.0/16',
      network6: 'fd88::/64',
      caCertificate: CERTIFICATE,
      certificate: CERTIFICATE,
      serverName: 'node-1.example.com',
      tlsCryptV2Key: `-----BEGIN OpenVPN tls-crypt-v2 server key-----\n${key(3)}\n-----END OpenVPN tls-crypt-v2 server key-----\n`,
      dns: ['10.88.0.1', 'fd88::1'],
      clients: [{ id: 'ov-10', serial: '1234', ipv4: '10.88.0.10', ipv6: 'fd88::a', notAfter: '2026-11-21T00:00:00Z' }],
      revokedSerials: ['99'],
    },
    networks: ['10.88.0.0/16', '10.89.0.0/16', 'fd88::/64', 'fd89::/64'],
  }
}
