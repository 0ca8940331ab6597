// A command that asks the simulated Stripe of the demo for one thing and prints its answer.
import { Command, InvalidArgumentError } from 'commander'
import { readConfig } from '../config.ts'
import { printJson } from './print.ts'
import { callSimulator } from './simulator-control.ts'

type Asked = (...args: string[]) => [action: string, body: Record<string, unknown>]

/** The command's own options are fields of the body. */
export function control(sim: Command, usage: string, description: string, asked: Asked): Command {
  return sim
    .command(usage)
    .description(description)
    .action(async (...given: unknown[]) => {
      const command = given.at(-1)
      if (!(command instanceof Command)) throw new Error('commander gives the command last')
      const [action, body] = asked(...command.args)
      printJson(await callSimulator(readConfig(), action, { ...body, ...command.opts<Record<string, unknown>>() }))
    })
}

/** A share of all, as 0.25. */
export function chance(text: string): number {
  const value = /^\d(\.\d{1,6})?$/.test(text) ? Number(text) : NaN
  if (!(value <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.')
  return value
}
