// What to do with the code or file on each system, with the app's name and where its maker offers it.
import { Panel } from '../kit/components/card.tsx'
import { Expander } from '../kit/components/expander.tsx'
import { Icon } from '../kit/icons.tsx'

interface Way {
  system: string
  app: string
  href: string
  steps: string[]
}

const WIREGUARD: Way[] = [
  {
    system: 'iPhone and iPad',
    app: 'WireGuard',
    href: 'https://apps.apple.com/app/wireguard/id1441195209',
    steps: [
      'Install the app WireGuard.',
      'Press +, then "Create from QR code", and scan the code on this page.',
      'Switch the tunnel on.',
    ],
  },
  {
    system: 'Android',
    app: 'WireGuard',
    href: 'https://play.google.com/store/apps/details?id=com.wireguard.android',
    steps: [
      'Install the app WireGuard.',
      'Press +, then "Scan from QR code", and scan the code on this page.',
      'Switch the tunnel on.',
    ],
  },
  {
    system: 'Windows',
    app: 'WireGuard for Windows',
    href: 'https://www.wireguard.com/install/',
    steps: [
      'Install WireGuard for Windows.',
      'Press "Import tunnel(s) from file" and choose the downloaded file.',
      'Press "Activate".',
    ],
  },
  {
    system: 'macOS',
    app: 'WireGuard',
    href: 'https://apps.apple.com/app/wireguard/id1451685025',
    steps: [
      'Install the app WireGuard.',
      'Choose "Import tunnel(s) from file" and the downloaded file.',
      'Press "Activate".',
    ],
  },
  {
    system: 'Linux',
    app: 'wireguard-tools',
    href: 'https://www.wireguard.com/install/',
    steps: [
      'Install the package wireguard-tools.',
      'Move the file to /etc/wireguard/turnpike.conf, readable by root alone.',
      'Run: sudo wg-quick up turnpike',
    ],
  },
]

const OPENVPN: Way[] = [
  {
    system: 'iPhone and iPad',
    app: 'OpenVPN Connect',
    href: 'https://apps.apple.com/app/openvpn-connect/id590379981',
    steps: [
      'Install OpenVPN Connect.',
      'Open the downloaded file and share it to OpenVPN.',
      'Press "Add", then "Connect".',
    ],
  },
  {
    system: 'Android',
    app: 'OpenVPN Connect',
    href: 'https://play.google.com/store/apps/details?id=net.openvpn.openvpn',
    steps: ['Install OpenVPN Connect.', 'Choose "Upload file" and the downloaded file.', 'Press "Connect".'],
  },
  {
    system: 'Windows and macOS',
    app: 'OpenVPN Connect',
    href: 'https://openvpn.net/client/',
    steps: ['Install OpenVPN Connect.', 'Drag the downloaded file into its window.', 'Switch the profile on.'],
  },
  {
    system: 'Linux',
    app: 'openvpn',
    href: 'https://community.openvpn.net/openvpn/wiki/OpenvpnSoftwareRepos',
    steps: ['Install the package openvpn.', 'Run: sudo openvpn --config, followed by the name of the downloaded file.'],
  },
]

export function AppSteps({ protocol }: { protocol: 'wireguard' | 'openvpn' }) {
  const ways = protocol === 'wireguard' ? WIREGUARD : OPENVPN
  return (
    <Panel title="On your device">
      <div class="grid gap-2">
        {ways.map((way) => (
          <Expander key={way.system} summary={way.system} icon="device">
            <ol class="grid list-decimal gap-1.5 pl-5">
              {way.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            <a class="link mt-3 inline-flex items-center gap-1.5 font-semibold" href={way.href} rel="noreferrer">
              Get {way.app}
              <Icon name="arrow" class="size-4" />
            </a>
          </Expander>
        ))}
      </div>
    </Panel>
  )
}
