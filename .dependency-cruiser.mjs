// Which file may import which: an allow-list. What is not listed here is refused, so a new way through the tree has to
// be written down first. ARCHITECTURE.md tells why the line runs as it does.

/** Features and floor in their one order: each may use what stands after it, never what stands before. */
const LINE = ['ops', 'support', 'vpn', 'affiliates', 'billing', 'accounts', 'mail', 'db', 'lib']

const SURFACES = ['web', 'jobs', 'cli']

/** Outside things and the only files that may touch them. */
const OWNERS = [
  ['stripe', '^src/billing/stripe\\.ts$'],
  ['pg', '^src/db/(open|embedded/ready)\\.ts$'],
  ['pg-boss', '^src/(db/queue\\.ts$|jobs/)'],
  ['kysely', '^src/(db/.*|.*queries)\\.ts$'],
  ['ioredis', '^src/db/redis\\.ts$'],
  ['nodemailer', '^src/mail/deliver\\.ts$'],
  ['postal-mime', '^src/mail/read-mail\\.ts$'],
  ['hono', '^src/web/'],
  ['@hono', '^src/web/'],
  ['@hono/zod-openapi', '^src/web/api/'],
  ['preact', '^src/web/'],
  ['preact-render-to-string', '^src/web/'],
  ['pino', '^src/lib/log\\.ts$'],
  ['commander', '^src/cli/'],
  ['@peculiar', '^src/vpn/'],
  ['rate-limiter-flexible', '^src/accounts/throttle-counters\\.ts$'],
  ['@simplewebauthn', '^src/accounts/passkeys.*\\.ts$'],
  ['fxa-common-password-list', '^src/accounts/password-rules\\.ts$'],
]

const TEST = '\\.test\\.tsx?$'
const CORE = '^src/([a-z]+)/core/'
const outside = ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'core']

const line = LINE.map((name, place) => ({
  from: { path: `^src/${name}/`, pathNot: CORE },
  to: { path: `^src/(${LINE.slice(place).join('|')})/` },
}))

const cores = LINE.map((name, place) => ({
  from: { path: `^src/${name}/core/` },
  to: { path: `^src/((${LINE.slice(place).join('|')})/core/|lib/)` },
}))

const surfaces = [
  { from: { path: `^src/(${SURFACES.join('|')})/` }, to: { path: `^src/((${LINE.join('|')})/|app\\.ts|config\\.ts)` } },
  ...SURFACES.map((name) => ({ from: { path: `^src/${name}/` }, to: { path: `^src/${name}/` } })),
  { from: { path: '^src/cli/' }, to: { path: '^src/(web|jobs)/|^sim/stripe/server\\.ts$' } },
  { from: { path: '^src/config\\.ts$' }, to: { path: '^src/lib/' } },
  { from: { path: '^src/app\\.ts$' }, to: { path: `^src/((${LINE.join('|')})/|config\\.ts$)` } },
]

const alone = [
  { from: { path: '^src/', pathNot: '^src/agent/' }, to: { path: '^src/agent/(contract|signature-base)\\.ts$' } },
  { from: { path: '^src/agent/' }, to: { path: '^src/agent/' } },
  { from: { path: '^sim/' }, to: { path: '^sim/' } },
]

export default {
  allowed: [
    ...line,
    ...cores,
    ...surfaces,
    ...alone,
    // Outside packages and Node itself: the forbidden list below says who may use which.
    { from: { path: '^(src|sim)/', pathNot: `${CORE}|^src/web/assets/` }, to: { dependencyTypes: outside } },
    { from: { path: CORE }, to: { dependencyTypes: ['npm'] } },
    // Tests stand beside their file and may reach for anything; so may the scripts.
    { from: { path: `${TEST}|^(test|scripts|bench)/|^vitest\\.config\\.ts$` }, to: {} },
  ],
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'A decision is a function of facts and now: it must not reach the machine, even through others.',
      from: { path: CORE, pathNot: TEST },
      to: {
        reachable: true,
        path: '^(node:)?(fs|net|http|https|crypto|child_process|os|tls|dgram|timers|dns)(/|$)|^src/db/',
      },
    },
    {
      name: 'agent-has-no-packages',
      severity: 'error',
      comment: 'The agent is one file on a machine where nothing is installed.',
      from: { path: '^src/agent/', pathNot: TEST },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg'] },
    },
    {
      name: 'simulator-has-no-packages',
      severity: 'error',
      comment: 'The simulator may borrow the types of Stripe, and its checks a validator, but no code.',
      from: { path: '^sim/', pathNot: `${TEST}|^sim/stripe/conformance/` },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'two-start-programs',
      severity: 'error',
      comment:
        'Starting programs is dangerous: one file of the server does it and one of the agent, each with a list of names.',
      from: {
        path: '^(src|sim)/',
        pathNot: `${TEST}|^src/db/embedded/program\\.ts$|^src/agent/run\\.ts$`,
      },
      to: { path: '^(node:)?child_process$' },
    },
    ...OWNERS.map(([name, owners]) => ({
      name: `owner-of-${name}`,
      severity: 'error',
      comment: `${name} is touched in one place.`,
      from: { path: '^src/', pathNot: `${TEST}|${owners}` },
      to: { path: `node_modules/${name}/`, dependencyTypesNot: ['type-only'] },
    })),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
