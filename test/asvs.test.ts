// docs/security/asvs.md against itself and the tree: no requirement forgotten or counted twice, no proof that is not there.
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/run-program.ts'

/** How many requirements of ASVS 5.0.0 are of each level. */
const REQUIREMENTS = { 1: 70, 2: 183 }
const STATES = ['met', 'n/a', 'open']

interface Row {
  id: string
  level: string
  state: string
  /** Files and folders of the tree that the row names. */
  paths: string[]
  proof: string
}

const page = readFileSync(`${ROOT}/docs/security/asvs.md`, 'utf8')
const cells = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  )

const rows: Row[] = cells
  .filter(([id = '']) => /^\d/.test(id))
  .map(([id = '', level = '', , state = '', proof = '']) => {
    const named = Array.from(proof.matchAll(/`([^`]+)`/g), ([, name = '']) => name)
    return { id, level, state, proof, paths: named.filter((name) => /^[\w.][\w./-]*\.\w+$/.test(name)) }
  })

test('every requirement has one row, in order, with a state and a reason', () => {
  expect(rows.filter(({ id, level }) => !/^\d+\.\d+\.\d+$/.test(id) || !(level in REQUIREMENTS))).toEqual([])
  expect(rows.filter(({ state, proof }) => !STATES.includes(state) || proof === '')).toEqual([])
  const ids = rows.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(ids.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })))
})

test('the figures at the top are those of the rows, and all requirements are there', () => {
  for (const [level, all] of Object.entries(REQUIREMENTS)) {
    const count = (state: string) => rows.filter((row) => row.level === level && row.state === state).length
    const [met = 0, notApplicable = 0, open = 0] = STATES.map(count)
    const share = `${((met / (met + open)) * 100).toFixed(1)} %`
    const figures = [all, met, notApplicable, open].map(String)
    expect(cells.find(([name]) => name === `L${level}`)).toEqual([`L${level}`, ...figures, share])
    expect(met + notApplicable + open).toBe(all)
  }
})

test('what is met names where, and every file that is named is in the tree', () => {
  expect(rows.filter(({ state, paths }) => state === 'met' && paths.length === 0)).toEqual([])
  const named = new Set(rows.flatMap(({ paths }) => paths))
  expect(named.size).toBeGreaterThan(80)
  expect([...named].filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([])
})

test('a check that is named by its number is in the file that is named', () => {
  const named = rows.flatMap(({ id, proof }) =>
    Array.from(proof.matchAll(/`(test\/[\w/-]+\.test\.ts)` \(([\d, ]+)\)/g), ([, path = '', numbers = '']) => {
      return numbers.split(', ').map((number) => ({ id, path, number }))
    }).flat(),
  )
  expect(named.length).toBeGreaterThan(80)
  const numbersIn = (path: string) => {
    const titles = readFileSync(`${ROOT}/${path}`, 'utf8').matchAll(/^test\('(\d[^:]*):/gm)
    return Array.from(titles, ([, title = '']) => title.match(/\d+/g) ?? []).flat()
  }
  expect(named.filter(({ path, number }) => !numbersIn(path).includes(number))).toEqual([])
})
