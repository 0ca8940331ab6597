// The example for nginx does what docs/security/practice.md asks of a proxy: Debian's nginx runs it here, with other ports and paths.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'
import { lookAtPublicAddress } from '../src/ops/public-address.ts'
import { certificateOf } from './support/certificate.ts'
import { freePort } from './support/free-port.ts'
import { until } from './support/until.ts'

const NGINX = '/usr/sbin/nginx'
let folder = ''
let own = { cert: '', key: '' }
let ports = { plain: 0, tls: 0, web: 0 }
let web: Server
let nginx: ChildProcess
/** What came through to `web`. */
const arrived: { url: string; forwarded: string; host: string }[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnpike-proxy-'))
  own = await certificateOf('127.0.0.1')
  ports = { plain: await freePort(), tls: await freePort(), web: await freePort() }
  web = createServer(({ url = '', headers }, answer) => {
    arrived.push({ url, forwarded: String(headers['x-forwarded-for']), host: String(headers.host) })
    answer.end('from web')
  })
  await new Promise<void>((resolve) => web.listen(ports.web, '127.0.0.1', resolve))
  await writeFile(join(folder, 'cert.pem'), own.cert)
  await writeFile(join(folder, 'key.pem'), own.key)
  await writeFile(join(folder, 'nginx.conf'), around(adapted(readFileSync(`${ROOT}/docs/operate/nginx.conf`, 'utf8'))))
  const options = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  await promisify(execFile)(NGINX, ['-t', ...options])
  nginx = spawn(NGINX, options, { stdio: 'ignore' })
  const answers = () => fetch(`http://127.0.0.1:${ports.plain}/`, { redirect: 'manual' }).catch(() => null)
  await until('nginx to answer', async () => (await answers()) !== null)
})
afterAll(async () => {
  nginx.kill()
  await new Promise((resolve) => nginx.once('exit', resolve))
  web.close()
  await rm(folder, { recursive: true })
})

/** The example on this test's ports and files; each of them has to be there to be changed. */
function adapted(text: string): string {
  const changes: [from: RegExp, to: string][] = [
    [/^ *listen \[::\].*\n/gm, ''],
    [/listen 80;/, `listen 127.0.0.1:${ports.plain};`],
    [/listen 443 /, `listen 127.0.0.1:${ports.tls} `],
    [/\/etc\/letsencrypt\S*fullchain\.pem/, join(folder, 'cert.pem')],
    [/\/etc\/letsencrypt\S*privkey\.pem/, join(folder, 'key.pem')],
    [/\/var\/log\/nginx\/turnpike\.log/g, join(folder, 'access.log')],
    [/127\.0\.0\.1:8080/, `127.0.0.1:${ports.web}`],
  ]
  return changes.reduce((from, [pattern, to]) => {
    if (from.search(pattern) < 0) throw new Error(`the example has no ${String(pattern)}`)
    return from.replace(pattern, to)
  }, text)
}

/** What Debian's own nginx.conf has around a file of conf.d, in a folder that needs no root. */
function around(servers: string): string {
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  return `daemon off; pid ${folder}/pid; worker_processes 1; events {} http { ${scratch.join(' ')}\n${servers}\n}\n`
}

function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: ports.tls, path, ca: own.cert, headers }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => (text += part.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

test('it speaks TLS 1.2 and 1.3 with recommended ciphers only, as doctor sees it', async () => {
  const url = new URL(`https://127.0.0.1:${ports.tls}`)
  await expect(lookAtPublicAddress(url, own.cert)).resolves.toMatch(
    /TLSv1\.3 and nothing older.*recommended ciphers only/,
  )
})

test('it hands on to web, adds the client’s address to what was claimed, and logs no query', async () => {
  const headers = { 'x-forwarded-for': '192.0.2.1' }
  expect(await get('/verify-email?token=canary', headers)).toEqual({ status: 200, text: 'from web' })
  expect(arrived).toEqual([{ url: '/verify-email?token=canary', forwarded: '192.0.2.1, 127.0.0.1', host: '127.0.0.1' }])
  const log = await readFile(join(folder, 'access.log'), 'utf8')
  expect(log).toContain('"GET /verify-email" 200')
  expect(log).not.toContain('canary')
})

test.each([
  ['/devices?after=1', 301, 'https://vpn.example.com/devices?after=1'],
  ['/api/v1/account', 403, null],
  ['/agent/v1/state', 403, null],
  ['/webhooks/stripe', 403, null],
])('in clear %s is answered %i and never handed on', async (path, status, to) => {
  const answer = await fetch(`http://127.0.0.1:${ports.plain}${path}`, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([status, to])
  expect(arrived.map(({ url }) => url)).not.toContain(path)
})
