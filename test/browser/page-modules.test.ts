// The two small modules: the checkout's page goes on by itself, and a copy button copies what stands beside it.
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

test('the waiting page asks again, keeps waiting through an outage, and shows the result without a reload', async () => {
  const page = await browser.newPage()
  await page.goto(`${gallery.origin}/portal/checkout-waiting`)
  await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor()
  const done = await (await fetch(`${gallery.origin}/portal/checkout-done`)).text()
  let asked = 0
  await page.route('**/portal/checkout-waiting', async (route) => {
    asked += 1
    await (asked === 1 ? route.abort() : route.fulfill({ contentType: 'text/html', body: done }))
  })
  await page.getByRole('heading', { name: 'Paid. You have access.' }).waitFor({ timeout: 20_000 })
  expect(asked).toBe(2)
  await page.close()
})

test('without script the waiting page is reloaded by the browser itself', async () => {
  const html = await (await fetch(`${gallery.origin}/portal/checkout-waiting`)).text()
  expect(html).toContain('<noscript><meta http-equiv="refresh" content="3"/></noscript>')
})

test('the copy button copies the text it belongs to', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(`${gallery.origin}/admin/node-added`)
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await page.locator('#join-line').textContent())
  await context.close()
})
