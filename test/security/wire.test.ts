// Bytes on the wire that are no HTTP, and paths that nobody made: a clear refusal, and the process lives.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../support/world.ts'
import { exact, talk } from './visitors.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('64: malformed requests are answered with 4xx and cut off; the process lives', async () => {
  const host = new URL(world.url).host
  const head = `POST /log-in HTTP/1.1\r\nHost: ${host}\r\n`
  const hostile: [string, string][] = [
    ['both lengths', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
    ['negative length', `${head}Content-Length: -1\r\n\r\n`],
    ['bare line feeds', `GET /livez HTTP/1.1\nHost: ${host}\n\n`],
    ['a large header', `GET /livez HTTP/1.1\r\nHost: ${host}\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`],
    ['a space before the colon', `GET /livez HTTP/1.1\r\nHost: ${host}\r\nX : y\r\n\r\n`],
    ['a NUL in a header', `GET /livez HTTP/1.1\r\nHost: ${host}\r\nX: a\0b\r\n\r\n`],
    ['a bare CR in a header', `GET /livez HTTP/1.1\r\nHost: ${host}\r\nX: a\rSet-Cookie: b\r\n\r\n`],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n'],
    ['nonsense', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ['a wrong chunk', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`],
  ]
  const answers = await Promise.all(hostile.map(([, bytes]) => talk(world.url, bytes)))
  for (const [at, [name]] of hostile.entries()) {
    expect(answers[at], name).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answers[at]?.match(/HTTP\/1\.1 /g), name).toHaveLength(1)
  }
  for (const path of ['/log-in?next=/%0d%0aSet-Cookie:%20x=y', '/plans?done=%0d%0aX:%20y', '/%0d%0aX:%20y'])
    expect(
      await talk(world.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      path,
    ).not.toMatch(/\r\n(Set-Cookie: x|X: y)/)
  expect((await fetch(`${world.url}/livez`)).status).toBe(200)
})

test('71: nothing of the machine, the build or the tools is to be had', async () => {
  const paths = [
    '/.git/config',
    '/.env',
    '/package.json',
    '/debug',
    '/server-status',
    '/phpinfo.php',
    '/assets',
    '/assets/',
    '/assets/app.css.map',
    '/assets/manifest.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/package.json',
    '/api',
    '/api/docs',
    '/openapi.json',
    '/graphql',
    '/dist/',
    '/src/web/server.tsx',
    '/sim/../v1/customers',
  ]
  for (const path of paths) {
    const { status, text } = await exact(world.url, path)
    expect(status, path).toBe(404)
    expect(text, path).not.toMatch(/ at \S+ \(|node_modules|Index of/)
  }
  for (const path of ['/metrics', '/health'])
    expect((await exact(world.url, path, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(404)
  expect((await exact(world.url, '/', { method: 'TRACE' })).status).toBe(405)
})
