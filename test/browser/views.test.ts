// Every page in every state, on a phone and on a desk, light and dark: nothing that axe finds, nothing that sticks out, nothing that
// the strict content security policy would have to allow.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/preview/browser.ts'
import { openGallery } from '../support/preview/gallery.tsx'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SCREENS = [
  { name: 'phone, light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone, dark', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'desk, light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'desk, dark', width: 1280, height: 800, colorScheme: 'dark' },
] as const

let browser: Browser
let gallery: Awaited<ReturnType<typeof openGallery>>
beforeAll(async () => {
  ;[browser, gallery] = await Promise.all([openBrowser(), openGallery()])
})
afterAll(async () => {
  await Promise.all([browser.close(), gallery.close()])
})

describe.each(SCREENS)('on $name', ({ width, height, colorScheme }) => {
  test('every page is clean', async () => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`)
    })
    for (const path of gallery.pages) {
      await page.goto(gallery.origin + path)
      complaints.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`))
    }
    await context.close()
    expect(complaints).toEqual([])
    expect(gallery.pages.length).toBeGreaterThan(45)
  })
})

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(on: Document): Promise<AxeResults> } } // put there a line above
    const results = await axe.run(document)
    return results.violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`)
  })
  const marks = await page.evaluate(() => {
    const found: string[] = []
    const excess = document.documentElement.scrollWidth - window.innerWidth
    if (excess > 0) found.push(`scrolls sideways by ${excess} px`)
    for (const element of document.querySelectorAll('*')) {
      if (element.hasAttribute('style')) found.push(`inline style on ${element.outerHTML.slice(0, 100)}`)
      if (element.getAttributeNames().some((name) => name.startsWith('on'))) found.push('event attribute')
      if (element.localName === 'style' || (element.localName === 'script' && !element.hasAttribute('src')))
        found.push(`inline ${element.localName}`)
    }
    if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one h1')
    return found
  })
  return [...violations, ...marks]
}

test('a POST form always has its token', async () => {
  const page = await browser.newPage()
  const without: string[] = []
  let forms = 0
  for (const path of gallery.pages) {
    await page.goto(gallery.origin + path)
    const counts = await page.evaluate(() => {
      const all = [...document.querySelectorAll('form[method=post]')]
      return { all: all.length, without: all.filter((form) => !form.querySelector('input[name=csrf][value]')).length }
    })
    forms += counts.all
    if (counts.without > 0) without.push(path)
  }
  await page.close()
  expect(without).toEqual([])
  expect(forms).toBeGreaterThan(50)
})

test('nothing moves while a page loads', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  const shifts: string[] = []
  for (const path of [
    '/visitor/landing',
    '/portal/device-waiting',
    '/portal/device-made',
    '/admin/node-added',
    '/portal/checkout-waiting',
  ]) {
    await page.goto(gallery.origin + path)
    const shift = await page.evaluate(shiftsBeforeOneOfOurs)
    if (shift > 0) shifts.push(`${path} ${shift}`)
  }
  await page.close()
  expect(shifts).toEqual([])
})

/** Makes one shift itself and waits for its report: then every earlier one has been reported too, and is summed up. */
function shiftsBeforeOneOfOurs(): Promise<number> {
  return new Promise((resolve) => {
    const mark = performance.now()
    let before = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.startTime >= mark) resolve(before)
        else before += (entry as PerformanceEntry & { value: number }).value // entries of this kind carry it
      }
    }).observe({ type: 'layout-shift', buffered: true })
    const block = document.createElement('p')
    block.textContent = 'Moves everything below.'
    document.querySelector('main')?.prepend(block)
  })
}
