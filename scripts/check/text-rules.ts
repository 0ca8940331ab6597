// Rules of the house that can be seen in a file's name and text. Each is a function from a file to what is wrong with it.
import { basename } from 'node:path'
import type { TextFile } from './tree.ts'

type Rule = (file: TextFile) => string[]

const SOURCE = /^(src|sim|scripts|test|bench)\/.*\.tsx?$/
const TEST = /\.test\.tsx?$/

/** Names that say what role a file plays instead of what it is about. */
const ROLES = /^(utils?|helpers?|common|services?|managers?|types?|interfaces?|handlers?|misc)(\.|$)/

const LONGEST_FILE = 300

/** Findings as `path: sentence`. */
export function checkTexts(files: readonly TextFile[]): string[] {
  return files.flatMap((file) => RULES.flatMap((rule) => rule(file).map((finding) => `${file.path}: ${finding}`)))
}

const namedForAThought: Rule = ({ path }) => {
  if (!SOURCE.test(path)) return []
  const roles = path.split('/').filter((part) => ROLES.test(part))
  const shape = /^[a-z0-9]+([.-][a-z0-9]+)*\.tsx?$/.test(basename(path)) ? [] : ['the name is not in kebab-case']
  return [...roles.map((part) => `"${part}" names a role, not a thing`), ...shape]
}

const shortEnough: Rule = ({ path, text }) => {
  const lines = text.split('\n').length
  if (!SOURCE.test(path) || lines <= LONGEST_FILE || /generated|one thing/i.test(firstLine(text))) return []
  return [`${lines} lines; ${LONGEST_FILE} at most, unless the first line says why it is one thing`]
}

const saysWhatItIsFor: Rule = ({ path, text }) =>
  SOURCE.test(path) && !TEST.test(path) && !/^(\/\/|\/\*|#!)/.test(firstLine(text))
    ? ['the first line does not say what the file is for']
    : []

const sqlHasAPlace: Rule = ({ path, text }) => {
  if (!/^src\/.*\.tsx?$/.test(path) || TEST.test(path) || /^src\/db\/|queries\.ts$/.test(path)) return []
  return /\bsql`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text)
    ? ['SQL belongs into queries.ts or db/']
    : []
}

const switchedOffWithReason: Rule = ({ path, text }) =>
  linesOf(text)
    .filter(
      ({ line }) => SOURCE.test(path) && /(oxlint|eslint|prettier|ts)-(disable|ignore|expect-error|nocheck)/.test(line),
    )
    .filter(
      ({ line }) => !/(disable\S*\s.*--|ignore|expect-error).*\w{3,} \w+/.test(line) && !/scripts\/check\//.test(path),
    )
    .map(({ number }) => `line ${number} switches a check off without a reason`)

const decided: Rule = ({ path, text }) =>
  linesOf(text)
    .filter(({ line }) => /\b(TO[D]O|FIX[M]E)\b/.test(line) && path !== 'package-lock.json')
    .map(({ number }) => `line ${number} puts a decision off`)

const RULES: readonly Rule[] = [
  namedForAThought,
  shortEnough,
  saysWhatItIsFor,
  sqlHasAPlace,
  switchedOffWithReason,
  decided,
]

function firstLine(text: string): string {
  return text.slice(0, text.indexOf('\n'))
}

function linesOf(text: string): { line: string; number: number }[] {
  return text.split('\n').map((line, index) => ({ line, number: index + 1 }))
}
