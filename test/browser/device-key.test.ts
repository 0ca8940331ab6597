// Keys made in the browser: the server gets the public half only, and file, text and code on the page hold the private one.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/preview/browser.ts'
import { openGallery } from '../support/preview/gallery.tsx'

let browser: Browser
let gallery: Awaited<ReturnType<typeof openGallery>>
beforeAll(async () => {
  ;[browser, gallery] = await Promise.all([openBrowser(), openGallery()])
})
afterAll(async () => {
  await Promise.all([browser.close(), gallery.close()])
})

/** RFC 8410: what stands before the 32 bytes in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex')

function publicOf(privateKey: string): string {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, Buffer.from(privateKey, 'base64')]),
    format: 'der',
    type: 'pkcs8',
  })
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
}

test('the private key stays on the page: code, file and text agree, and the server has only the public half', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  await page.goto(`${gallery.origin}/portal/device-waiting`)
  await page.getByRole('button', { name: 'Create my keys on this device' }).click()
  const code = page.getByRole('img', { name: 'Code to scan' }).first()
  await code.waitFor()

  const picture = PNG.sync.read(await code.screenshot())
  const scanned = jsqr.default(new Uint8ClampedArray(picture.data), picture.width, picture.height)?.data ?? ''
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Download/ })
      .first()
      .click(),
  ])
  const file = await readFile(await saved.path(), 'utf8')
  expect(scanned).toBe(file)
  expect(saved.suggestedFilename()).toBe('turnpike-fra-1.conf')
  expect(await page.locator('#profile-0').textContent()).toBe(file)

  const privateKey = /^PrivateKey = (\S{44})$/m.exec(file)?.[1] ?? ''
  const posted = gallery.posted.at(-1)
  expect(posted?.get('public_key')).toBe(publicOf(privateKey))
  expect(posted?.get('csrf')).toBe('sample-token')
  expect([...(posted?.values() ?? [])].join(' ')).not.toContain(privateKey)
  expect(await page.getByText('This is the only time').isVisible()).toBe(true)
  await page.close()
})

test('a browser without these keys says so and leaves the other ways open', async () => {
  const page = await browser.newPage()
  await page.addInitScript(() => {
    Object.assign(crypto.subtle, { generateKey: () => Promise.reject(new Error('Unrecognized name.')) })
  })
  await page.goto(`${gallery.origin}/portal/device-waiting`)
  await page.getByRole('button', { name: 'Create my keys on this device' }).click()
  await page.getByText('This browser is too old').waitFor()
  expect(await page.getByRole('button', { name: 'Create my keys on this device' }).isEnabled()).toBe(true)
  await page.close()
})

test('without script the page says which ways are left, and shows no button that does nothing', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${gallery.origin}/portal/device-waiting`)
  expect(await page.getByText('Your browser runs no scripts').isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Create my keys on this device' }).isVisible()).toBe(false)
  await page.getByText('Make the key on the server').click()
  expect(await page.getByRole('button', { name: 'Show the code' }).isVisible()).toBe(true)
  await context.close()
})
