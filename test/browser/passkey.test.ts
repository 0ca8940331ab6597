// Passkeys in a real browser, with an authenticator of its own: added, used to log in and to confirm; not offered where there is
// no script.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../src/accounts/create-customer.ts'
import { openWatchedPage } from '../support/page-watch.ts'
import { openBrowser } from '../support/preview/browser.ts'
import { createWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery staple'
let browser: Browser
let world: World
beforeAll(async () => {
  ;[browser, world] = await Promise.all([openBrowser(), createWorld({ HOST: 'localhost' })]) // passkeys belong to names
})
afterAll(async () => {
  await browser.close()
  await world.close()
})

async function withAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** What Chromium says of a site that takes no RSA: that some authenticators know nothing else (docs/decisions/0021-no-rsa-passkeys.md). */
const WANTS_RSA = 'missing at least one of the default algorithm identifiers: ES256 and RS256'

test('a passkey is added, logs in, and confirms', async () => {
  const watched = await openWatchedPage(browser, { name: 'phone', width: 390, height: 844 })
  const { page, look } = watched
  await withAuthenticator(page)
  const email = 'ana@example.com'
  await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  await page.goto(`${world.url}/log-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Log in')
  await page.getByLabel('Your account').waitFor()

  await page.goto(`${world.url}/account/passkeys`)
  expect(await page.getByText('Here your browser cannot make one').isVisible()).toBe(false)
  await look('passkeys-none')
  await page.getByLabel('Name').fill('Phone')
  await page.getByLabel('Your password').fill('wrong wrong wrong')
  // A refusal is a 4xx, which the browser reports on its console.
  const faults = watched.faults.length
  await press(page, 'Add a passkey')
  await page.getByText('The current password is wrong.').waitFor()
  watched.faults.splice(faults)
  await page.getByLabel('Your password').fill(PASSWORD)
  await press(page, 'Add a passkey')
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
  await page.goto(`${world.url}/account/passkeys`)
  await page.getByText('Phone', { exact: true }).waitFor()
  await look('passkeys')

  await page.getByLabel('Your account').click()
  await press(page, 'Log out')
  await page.waitForURL(`${world.url}/`)
  await page.goto(`${world.url}/log-in?next=/devices`)
  await look('log-in')
  await press(page, 'Log in with a passkey')
  await page.waitForURL(`${world.url}/devices`)

  await world.travel('6m')
  await page.goto(`${world.url}/step-up?next=/account/email`)
  await look('step-up')
  await press(page, 'Use a passkey')
  await page.waitForURL((url) => url.pathname === '/account/email')
  await look('change-email')
  expect(watched.faults.filter((fault) => !fault.includes(WANTS_RSA))).toEqual([])
  await watched.close()
})

test('without script the log-in works, and nothing is offered that does nothing', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const email = 'ben@example.com'
  await createCustomer(world.app, { email, password: PASSWORD, verified: true })
  await page.goto(`${world.url}/log-in`)
  expect(await page.getByRole('button', { name: 'Log in with a passkey' }).isVisible()).toBe(false)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Log in')
  await page.waitForURL('**/dashboard')
  await page.goto(`${world.url}/account/passkeys`)
  expect(await page.getByText('Here your browser cannot make one').isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Add a passkey' }).isVisible()).toBe(false)
  await context.close()
})
