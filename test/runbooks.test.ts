// Each thing that staff are told of has its page of steps, and each page that names an alert names one there is.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'
import { ALERT_KINDS } from '../src/billing/core/alert-kinds.ts'

const FOLDER = `${ROOT}/docs/runbooks`
const pages = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }))

test('every alert has a runbook of its name, with what to do and when it is over', () => {
  const named = pages.flatMap(({ text }) => /^Alert: `([a-z-]+)`$/m.exec(text)?.[1] ?? [])
  expect(named.toSorted()).toEqual([...ALERT_KINDS].toSorted())
  for (const kind of ALERT_KINDS) {
    const page = pages.find(({ name }) => name === `${kind}.md`)
    expect(page?.text, kind).toMatch(/^## What to do$/m)
    expect(page?.text, kind).toMatch(/^## It is over when$/m)
  }
})

test('what a runbook links to exists, and the commands it names are ones there are', () => {
  const sources = readdirSync(`${ROOT}/src/cli`).map((name) => readFileSync(`${ROOT}/src/cli/${name}`, 'utf8'))
  const commands = sources.flatMap((text) => [...text.matchAll(/\.command\('([a-z]+)/g)].map(([, command]) => command))
  expect(commands.length).toBeGreaterThan(20)
  for (const { name, text } of pages) {
    for (const [, link = ''] of text.matchAll(/\]\(([^)]+)\)/g)) expect(readdirSync(FOLDER), name).toContain(link)
    for (const [, command = ''] of text.matchAll(/`\.\/turnpike ([a-z]+)/g))
      expect(commands, `${name}: ${command}`).toContain(command)
  }
})
