// `plans list|set|sync`: what is for sale, and its publication to Stripe.
import { InvalidArgumentError, type Command } from 'commander'
import { changePlan } from '../billing/change-plan.ts'
import { formatMoney } from '../billing/core/money.ts'
import { setPrice, type PriceWish } from '../billing/set-price.ts'
import { listPlans, publishPlans } from '../billing/plans.ts'
import { printJson, printLine, printTable } from './print.ts'
import { wholeNumber } from './whole-number.ts'
import { withContext } from './with-context.ts'

interface SetOptions {
  forSale?: boolean
  devices?: number
  trialDays?: number
  trialNeedsCard?: boolean
}

export function addPlanCommands(program: Command): void {
  const plans = program.command('plans').description('What is for sale.')
  plans.command('list').description('Show all plans.').option('--json', 'print one JSON value').action(list)
  plans
    .command('set <plan>')
    .description('Change a plan. "plans set free --for-sale yes" gives every verified account the free plan.')
    .option('--for-sale <yes|no>', 'whether customers can have it', yesOrNo)
    .option('--devices <n>', 'its device limit', wholeNumber)
    .option('--trial-days <n>', 'length of its trial; 0: none', wholeNumber)
    .option('--trial-needs-card <yes|no>', 'whether a trial asks for a card; without, it ends by itself', yesOrNo)
    .action(async (plan: string, options: SetOptions) => {
      const { devices, ...rest } = options
      const change = { ...rest, ...(devices === undefined ? {} : { deviceLimit: devices }) }
      await withContext((context) => changePlan(context, 'command-line', plan, change))
      printLine(`The plan ${plan} is changed.`)
    })
  plans
    .command('price')
    .description('What plans cost.')
    .command('set')
    .description('Set what a plan costs in one currency; "plans sync" publishes it.')
    .requiredOption('--plan <plan>', 'whose price')
    .requiredOption('--interval <month|year>', 'how often it is paid', monthOrYear)
    .requiredOption('--currency <code>', 'three letters, such as eur')
    .requiredOption('--amount <amount>', 'such as 4.50, with no more decimals than the currency has')
    .action(async (wish: PriceWish) => {
      const price = await withContext((context) => setPrice(context, 'command-line', wish))
      printLine(`${wish.plan} is ${formatMoney(price)} a ${wish.interval}. Publish it with: turnpike plans sync`)
    })
  plans
    .command('sync')
    .description('Publish the plan table to Stripe; what is published already stays.')
    .option('--json', 'print one JSON value')
    .action(async (options: { json?: true }) => {
      const { prices } = await withContext(async ({ db, baseUrl, stripe }) =>
        publishPlans({ db, baseUrl, stripe: await stripe() }),
      )
      if (options.json) printJson({ prices })
      else printLine(`${prices} prices are published.`)
    })
}

async function list(options: { json?: true }): Promise<void> {
  const plans = await withContext(({ db }) => listPlans(db))
  if (options.json) return printJson(plans)
  const rows = plans.map((plan) => [
    plan.id,
    plan.name,
    `${plan.deviceLimit}`,
    `${plan.trialDays}`,
    plan.forSale ? 'yes' : 'no',
  ])
  printTable(['plan', 'name', 'devices', 'trial days', 'for sale'], rows)
}

function yesOrNo(text: string): boolean {
  if (text === 'yes') return true
  if (text === 'no') return false
  throw new InvalidArgumentError('Say yes or no.')
}

function monthOrYear(text: string): 'month' | 'year' {
  if (text === 'month' || text === 'year') return text
  throw new InvalidArgumentError('Say month or year.')
}
