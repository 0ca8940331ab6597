// Every suite that `npm test` runs, in order, and what each needs from the machine.

export interface Suite {
  name: string
  /** The vitest project; several suites may run one, in different surroundings. */
  project: string
  environment: Readonly<Record<string, string>>
  /** Debian packages by a program that shows they are there. */
  tools: Readonly<Record<string, string>>
  /** Whether it makes network namespaces, which only root may. */
  needsRoot: boolean
}

function suite(name: string, needs: Partial<Omit<Suite, 'name'>> = {}): Suite {
  return { name, project: name, environment: {}, tools: {}, needsRoot: false, ...needs }
}

const OPENSSL = { '/usr/bin/openssl': 'openssl' }

const TUNNELS = {
  '/usr/sbin/openvpn': 'openvpn',
  '/usr/bin/wg': 'wireguard-tools',
  '/usr/bin/wireguard-go': 'wireguard-go',
  '/usr/sbin/nft': 'nftables',
  '/usr/sbin/ip': 'iproute2',
  '/usr/bin/ping': 'iputils-ping',
}

const DEBIAN_POSTGRES = {
  tools: { '/usr/lib/postgresql/15/bin/postgres': 'postgresql-15' },
  environment: { TEST_POSTGRES: '15' },
}

export const SUITES: readonly Suite[] = [
  suite('unit', { tools: OPENSSL }),
  suite('simulator'),
  suite('journeys', { tools: TUNNELS }),
  suite('journeys-15', { project: 'journeys', ...DEBIAN_POSTGRES }),
  suite('security'),
  suite('fuzz'),
  suite('permutations'),
  suite('crash'),
  suite('start'),
  suite('browser', { tools: { '/usr/bin/chromium': 'chromium' } }),
  suite('vpn', { tools: { ...TUNNELS, ...OPENSSL }, needsRoot: true }),
]
