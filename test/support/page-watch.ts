// Looks at each page that a test comes past: what axe finds, what sticks out sideways, what the browser complained about.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Screen {
  name: string
  width: number
  height: number
}

export interface WatchedPage {
  page: Page
  /** Everything found so far, each with its page. Empty: all were clean. */
  faults: string[]
  /** Looks at the page as it is now. With SCREENSHOTS=folder in the environment it is kept as a picture too. */
  look(name: string): Promise<void>
  close(): Promise<void>
}

export async function openWatchedPage(browser: Browser, { name: screen, width, height }: Screen): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'light' })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const faults: string[] = []
  const complain = (text: string) => faults.push(`${new URL(page.url()).pathname}: ${text}`)
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complain(message.text())
  })
  page.on('pageerror', (error) => complain(error.message))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complain(`${request.url()} failed`) // downloads end so
  })
  return {
    page,
    faults,
    async look(name) {
      for (const fault of await faultsOf(page)) faults.push(`${name}: ${fault}`)
      const folder = process.env['SCREENSHOTS']
      if (!folder) return
      await page.evaluate(() => window.scrollTo(0, 0)) // else what sticks to the window stands in the middle of the picture
      await page.screenshot({ path: join(folder, `${screen}-${name}.png`), fullPage: true })
    },
    close: () => context.close(),
  }
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(on: Document): Promise<AxeResults> } } // put there a line above
    const results = await axe.run(document)
    return results.violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`)
  })
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return excess > 0 ? [...violations, `scrolls sideways by ${excess} px`] : violations
}
