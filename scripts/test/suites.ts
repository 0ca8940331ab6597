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

const REDIS = { '/usr/bin/redis-server': 'redis-server' }

/** The other database that the product promises to run on, and attempts counted in Redis instead of there. */
const DEBIAN_SERVERS = {
  tools: { '/usr/lib/postgresql/15/bin/postgres': 'postgresql-15', ...REDIS },
  environment: { TEST_POSTGRES: '15', TEST_REDIS: '1' },
}

export const SUITES: readonly Suite[] = [
  suite('unit', { tools: { ...OPENSSL, '/usr/sbin/nginx': 'nginx' } }),
  suite('schema', { ...DEBIAN_SERVERS, environment: { TEST_POSTGRES: '15' } }),
  suite('simulator'),
  suite('journeys', { tools: { ...TUNNELS, ...REDIS } }),
  suite('journeys-15', { project: 'journeys', ...DEBIAN_SERVERS }),
  suite('security', { tools: REDIS }),
  suite('fuzz'),
  suite('duels'),
  suite('books'),
  suite('model'),
  suite('permutations'),
  suite('crash'),
  suite('start', { tools: OPENSSL }),
  suite('browser', { tools: { '/usr/bin/chromium': 'chromium' } }),
  suite('vpn', { tools: { ...TUNNELS, ...OPENSSL }, needsRoot: true }),
]
