// The whole product in a real browser, on a phone and on a desk: a customer's way from the landing page to a cancelled plan, and
// the owner's through the administration. Every page passed is looked at.
import { readFile } from 'node:fs/promises'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import type { Browser, Download, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownerSetUpLink } from '../../src/accounts/owner-set-up.ts'
import { addNode } from '../../src/vpn/add-node.ts'
import { enrolNode } from '../../src/vpn/enrol-node.ts'
import { buy, newBuyer } from '../support/buyer.ts'
import { enrolRequest } from '../support/machine.ts'
import { openWatchedPage, type Screen, type WatchedPage } from '../support/page-watch.ts'
import { openBrowser } from '../support/preview/browser.ts'
import { authenticator } from '../support/second-factor.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
const PHONE: Screen = { name: 'phone', width: 390, height: 844 }
const DESK: Screen = { name: 'desk', width: 1280, height: 800 }

let browser: Browser
let world: World
beforeAll(async () => {
  ;[browser, world] = await Promise.all([openBrowser(), createWorld()])
  await addServer()
})
afterAll(async () => {
  await browser.close()
  await world.close()
})

async function addServer(): Promise<void> {
  const place = { name: 'fra-1', location: 'Frankfurt', address: '203.0.113.10' }
  const { token } = await addNode({ ...world.app, agent: { sha256: '0'.repeat(64) } }, 'command-line', place)
  await enrolNode(world.app, enrolRequest(token), '203.0.113.10')
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click()
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()

async function saved(page: Page, button: string | RegExp): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all<[Promise<Download>, Promise<void>]>([
    page.waitForEvent('download'),
    press(page, button),
  ])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

async function scan(code: Locator): Promise<string | undefined> {
  const picture = PNG.sync.read(await code.screenshot())
  return jsqr.default(new Uint8ClampedArray(picture.data), picture.width, picture.height)?.data
}

test.each([PHONE, DESK])('a customer on a $name', async (screen) => {
  const watched = await openWatchedPage(browser, screen)
  const email = `${screen.name}@example.com`
  await join(watched, email)
  await buyPro(watched)
  await setUpWireguard(watched)
  await setUpOpenvpn(watched)
  await lookAround(watched)
  await cancelAndLeave(watched)
  expect(watched.faults).toEqual([])
  await watched.close()
})

/** From the landing page to the dashboard of a new account. */
async function join({ page, look }: WatchedPage, email: string): Promise<void> {
  const landing = await page.goto(world.url)
  expect(landing?.status()).toBe(200)
  await look('landing')
  await follow(page, /^(Choose|Try) Pro/)
  await heading(page, 'Create your account')
  await look('sign-up')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Create account')
  await page.getByText(email).waitFor()
  await look('check-mail')

  await page.goto(`${world.url}/dev/mail`)
  await look('mailbox')
  await page.getByRole('row').filter({ hasText: email }).getByRole('link').click()
  const link = page.getByRole('link', { name: '/verify-email?token=' })
  await link.waitFor()
  await look('mail')
  await link.click()
  await heading(page, 'Confirm your address')
  await look('verify-email')
  await press(page, 'Confirm my address')
  await page.getByText('Your e-mail address is confirmed.').waitFor()
  await look('log-in')
  await logIn(page, email)
  expect(page.url(), 'the plan chosen at first is still the one').toMatch(/\/plans\?price=turnpike_pro_month_usd/)
  await look('plans-chosen')
}

async function logIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Log in')
  await page.getByLabel('Your account').waitFor()
}

async function buyPro({ page, look }: WatchedPage): Promise<void> {
  await page.goto(`${world.url}/dashboard`)
  await look('dashboard-new')
  await follow(page, 'See the plans')
  await heading(page, 'Pro')
  await look('plans')
  await press(page, /^(Choose|Try) Pro/)
  await heading(page, 'Checkout')
  expect(new URL(page.url()).pathname).toMatch(/^\/sim\/checkout\/cs_test_/)
  await look('stripe-checkout')
  await page.getByRole('radio', { name: /4242/ }).check()
  await press(page, 'Subscribe')
  await heading(page, 'Paid. You have access.')
  await look('paid')
  await world.settled()
}

async function addDevice({ page, look }: WatchedPage, name: string, protocol: 'WireGuard' | 'OpenVPN'): Promise<void> {
  await page.goto(`${world.url}/devices`)
  await look(`devices-before-${protocol}`)
  await page.getByLabel('Name').fill(name)
  await page.getByRole('radio', { name: new RegExp(`^${protocol}`) }).check()
  await press(page, 'Add device')
  await heading(page, name)
}

async function setUpWireguard(watched: WatchedPage): Promise<void> {
  const { page, look } = watched
  await addDevice(watched, 'Phone', 'WireGuard')
  await look('wireguard-new')
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.postData() ?? ''))
  await press(page, 'Create my keys on this device')
  const code = page.getByRole('img', { name: 'Code to scan' })
  await code.waitFor()
  await look('wireguard-ready')
  const { name, text } = await saved(page, /^Download fra-1/)
  expect(name).toBe('fra-1-phone.conf')
  expect(text).toMatch(/^Endpoint = 203\.0\.113\.10:\d+$/m)
  expect(await scan(code)).toBe(text)
  const privateKey = /^PrivateKey = (\S{44})$/m.exec(text)?.[1] ?? 'none'
  expect(sent.join('\n')).toContain('public_key=')
  expect(sent.map((body) => decodeURIComponent(body)).join('\n')).not.toContain(privateKey)

  await page.reload()
  await page.getByText('Your key is set.').waitFor()
  expect(await page.content()).not.toContain(privateKey)
  await look('wireguard-later')
}

async function setUpOpenvpn(watched: WatchedPage): Promise<void> {
  const { page, look } = watched
  await addDevice(watched, 'Router', 'OpenVPN')
  await look('openvpn-new')
  const { name, text } = await saved(page, 'Download the OpenVPN file')
  expect(name).toMatch(/\.ovpn$/)
  expect(text).toMatch(/^remote 203\.0\.113\.10 \d+/m)
  for (const part of ['ca', 'cert', 'key']) expect(text).toContain(`<${part}>\n-----BEGIN `)
  await page.goto(`${world.url}/devices`)
  await page.getByRole('link', { name: 'Router' }).click()
  await look('openvpn-later')
}

async function lookAround({ page, look }: WatchedPage): Promise<void> {
  for (const path of ['account', 'privacy', 'plans', 'dashboard']) {
    await page.goto(`${world.url}/${path}`)
    await look(`${path}-subscribed`)
  }
  await page.goto(`${world.url}/billing`)
  await press(page, 'Manage card and invoices')
  await page.waitForURL('**/sim/portal/**')
  await look('stripe-portal')
  await follow(page, /^\w+-0001$/)
  await page.waitForURL('**/sim/invoice/**')
  await look('stripe-invoice')
}

async function cancelAndLeave({ page, look }: WatchedPage): Promise<void> {
  await page.goto(`${world.url}/billing`)
  await page.getByRole('row').filter({ hasText: 'Paid' }).first().waitFor()
  await look('billing')
  await page.getByText('Cancel plan').click()
  await press(page, 'Yes, cancel it')
  await page.getByText('Your plan is cancelled.').waitFor()
  await look('billing-cancelled')
  await page.goto(`${world.url}/dashboard`)
  await page.getByText('Ends on').waitFor()
  expect(await page.getByText('None. Your plan does not renew.').isVisible()).toBe(true)
  await look('dashboard-cancelled')

  await page.getByLabel('Your account').click()
  await look('menu')
  await press(page, 'Log out')
  await page.getByRole('link', { name: 'Log in' }).first().waitFor()
  await page.goto(`${world.url}/dashboard`)
  expect(new URL(page.url()).pathname).toBe('/log-in')
}

test('the owner, from the first link to every page of the administration', async () => {
  const watched = await openWatchedPage(browser, DESK)
  const { page, look } = watched
  await page.goto((await ownerSetUpLink(world.app)) ?? '')
  await look('set-up')
  await page.getByLabel('E-mail address').fill('owner@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, "Create the owner's account")
  await page.getByText('Your account is ready.').waitFor()
  await logIn(page, 'owner@example.com')
  await switchOnTwoSteps(watched, 'owner@example.com')
  const customer = await payingCustomer()
  await walkAdmin(watched, customer)
  await page.getByLabel('Name').fill('ams-1')
  await page.getByLabel('Location').fill('Amsterdam')
  await press(page, /^Add/)
  await page.getByText(/turnpike-agent\.mjs/).waitFor()
  await look('admin-node-added')
  await page.setViewportSize(PHONE)
  await look('admin-node-added-narrow')
  await walkAdmin({ ...watched, look: (name) => look(`${name}-narrow`) }, customer)
  await follow(page, 'Payment simulator')
  await heading(page, 'Calls that fail')
  await look('stripe-controls-narrow')
  await page.setViewportSize(DESK)
  await look('stripe-controls')
  expect(watched.faults).toEqual([])
  await watched.close()
})

/** Scans with the phone's app, keeps the recovery codes, and comes in again in two steps; ends in the administration. */
async function switchOnTwoSteps({ page, look }: WatchedPage, email: string): Promise<void> {
  await heading(page, 'Two-step log-in')
  await look('second-factor-enrol')
  const scanned = new URL((await scan(page.getByRole('img', { name: /QR/ }))) ?? '')
  const app = authenticator(scanned.searchParams.get('secret') ?? '', world.app.clock)
  await page.getByLabel('Code', { exact: true }).fill(app.code())
  await page.getByLabel('Your password').fill(PASSWORD)
  await press(page, 'Switch on')
  await heading(page, 'Recovery codes')
  await look('recovery-codes')
  await follow(page, 'I kept them')
  await page.goto(`${world.url}/account/second-factor`)
  await look('second-factor')
  await page.getByLabel('Your account').click()
  await press(page, 'Log out')
  await page.goto(`${world.url}/log-in?next=/admin`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Log in')
  await heading(page, 'One more step')
  await look('log-in-code')
  await page.getByLabel('Code', { exact: true }).fill(app.code())
  await press(page, 'Log in')
  await page.getByLabel('Your account').waitFor()
  expect(new URL(page.url()).pathname).toBe('/admin')
  await page.goto(`${world.url}/step-up?next=/admin/nodes`)
  await look('step-up')
}

async function payingCustomer(): Promise<string> {
  const account = await newBuyer(world)
  await buy(world, account, 'turnpike_pro_month_usd')
  return account
}

/** Ends on the page of nodes. */
async function walkAdmin({ page, look }: WatchedPage, customer: string): Promise<void> {
  await page.goto(`${world.url}/admin`)
  await look('admin')
  await page.goto(`${world.url}/admin/customers`)
  await look('admin-customers')
  await page.locator(`a[href="/admin/customers/${customer}"]`).click()
  await heading(page, 'Why connected, or why not')
  await page.getByText('checkout.session.completed').waitFor()
  await look('admin-customer')
  await page.goto(`${world.url}/admin/inbox`)
  await look('admin-inbox')
  await page.goto(`${world.url}/admin/nodes`)
  await heading(page, 'fra-1')
  await look('admin-nodes')
}
