// The unit that runs the agent, held to what the code and the other tests count on; what it does is in test/vpn.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'
import { parseOptions } from '../src/agent/options.ts'
import { socketPath } from '../src/agent/wireguard-uapi.ts'
import { enrolLine } from '../src/vpn/core/enrol-line.ts'
import { CAPABILITY, RIGHTS } from './support/unprivileged.ts'

const unit = readFileSync(`${ROOT}/deploy/systemd/turnpike-agent.service`, 'utf8')
const page = readFileSync(`${ROOT}/docs/operate/nodes.md`, 'utf8')
const settings = new Map(Array.from(unit.matchAll(/^(\w+)=(.*)$/gm), ([, name = '', value = '']) => [name, value]))
const line = enrolLine({ baseUrl: 'https://vpn.example.com', sha256: '0'.repeat(64), token: 'token' })

test('each setting stands once, and the agent understands its command', () => {
  expect(settings.size).toBe(unit.split('\n').filter((it) => /^\w/.test(it)).length)
  const [node, file = '', ...args] = (settings.get('ExecStart') ?? '').split(' ')
  expect(node).toBe('/usr/bin/node')
  const options = parseOptions(args.map((it) => it.replace('${TURNPIKE_URL}', 'https://vpn.example.com')))
  expect(options.stateDir).toBe(/--state-dir (\S+)/.exec(line)?.[1])
  expect(options.stateDir).toBe(`/var/lib/${settings.get('StateDirectory')}`)
  expect(page).toContain(`install -D -m 644 turnpike-agent.mjs ${file}`)
  expect(line).toContain(' turnpike-agent.mjs ')
})

test('no root, and the one right that the test of tunnels gives', () => {
  expect(settings.get('User')).toBe('turnpike-agent')
  expect(settings.get('DynamicUser')).toBeUndefined()
  const right = `CAP_${CAPABILITY.toUpperCase()}`
  const rights = ['AmbientCapabilities', 'CapabilityBoundingSet', 'NoNewPrivileges'].map((name) => settings.get(name))
  expect(rights).toEqual([right, right, 'yes'])
  for (const argument of RIGHTS) expect(page).toContain(` ${argument} `)
})

test('tunnels outlive the agent, and it finds them again', () => {
  expect(settings.get('KillMode')).toBe('process')
  expect(settings.get('Restart')).toBe('always')
  expect(settings.get('RuntimeDirectoryPreserve')).toBe('yes')
  expect(dirname(socketPath('wg0'))).toBe(`/var/run/${settings.get('RuntimeDirectory')}`)
})
