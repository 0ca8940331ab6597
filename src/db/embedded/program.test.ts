// Programs of the server: on the list or not started, and none without an end.
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LONGEST_OUTPUT, runOrThrow, runProgram, serverProgram, startDaemon, type Program } from './program.ts'

test.each(['sh', '/bin/sh', 'env', '', 'postgres', './postgres', '/tmp/postgres/x', '../bin/test', '__proto__'])(
  '%s is not started',
  async (name) => {
    const program = name as Program // as if it had been made at run time
    await expect((async () => runProgram(program, []))()).rejects.toThrow('not a program that Turnpike starts')
    expect(() => startDaemon(program, [], {})).toThrow('not a program that Turnpike starts')
    const throughAnother = async () => runProgram(program, [], { switches: ['--clear-groups'] })
    await expect(throughAnother()).rejects.toThrow('not a program that Turnpike starts')
  },
)

test('what is on the list runs, and says how it ended', async () => {
  expect(await runProgram('test', ['-d', '/'])).toEqual({ code: 0, output: '' })
  expect((await runProgram('test', ['-d', '/nowhere; true'])).code).toBe(1)
  await expect(runOrThrow('chmod', ['u+x', '/nowhere'])).rejects.toThrow(/chmod failed \(exit 1\).*No such file/)
  await expect(runProgram(serverProgram('/nowhere', 'initdb'), [])).rejects.toThrow('cannot run /nowhere/initdb')
  expect(() => serverProgram('bin', 'initdb')).toThrow('full path')
})

test('it is told nothing of our environment', async () => {
  const lock = join(await mkdtemp('/tmp/turnpike-program-'), 'lock')
  const output = await runOrThrow('flock', [lock, 'env'])
  expect(
    output
      .match(/^\w+/gm)
      ?.filter((name) => !['_', 'PWD', 'SHLVL'].includes(name))
      .toSorted(),
  ).toEqual(['LC_ALL', 'PATH', 'TZ'])
  await rm(join(lock, '..'), { recursive: true })
})

test('one that does not end is killed', async () => {
  const folder = await mkdtemp('/tmp/turnpike-program-')
  const [held, wanted] = [openSync(join(folder, 'lock'), 'w'), openSync(join(folder, 'lock'), 'w')]
  await runOrThrow('flock', ['3'], { extraFd: held })
  const begun = performance.now()
  const waiting = runProgram('flock', ['--wait', '60', '3'], { extraFd: wanted, timeoutMs: 200 })
  await expect(waiting).rejects.toThrow('flock did not end within 0.2 seconds')
  expect(performance.now() - begun).toBeLessThan(20_000)
  for (const fd of [held, wanted]) closeSync(fd)
  await rm(folder, { recursive: true })
})

test('of much output only the beginning is kept', async () => {
  const { code, output } = await runProgram(
    'chmod',
    Array.from({ length: 5_000 }, (_, at) => `/nowhere/${at}`).with(0, 'u+x'),
  )
  expect([code, output.length]).toEqual([1, LONGEST_OUTPUT])
})
