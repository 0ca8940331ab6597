// What the operator reads of a write to a customer's subscription is what became of it, and a dry run promises no more than the act.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleOperations } from '../../src/billing/settle-operations.ts'
import { closeAccount } from '../../src/ops/close-account.ts'
import { access, newBuyer, planNow, subscriber } from '../support/buyer.ts'
import { runCommand, type Answered } from '../support/command.ts'
import { withoutJobs } from '../support/deletion.ts'
import { subscriptionAtStripe } from '../support/stripe-side.ts'
import { createWorld, type World } from '../support/world.ts'

const PRO = 'turnpike_pro_month_usd'
let world: World
beforeAll(async () => {
  world = await createWorld()
}, 60_000)
afterAll(() => world.close())

/** `rest`: words with spaces. */
const run = (line: string, ...rest: string[]): Promise<Answered> =>
  runCommand(world, ['subscription', ...line.split(' '), ...rest])
const asJson = ({ out }: Answered): unknown => JSON.parse(out)

async function audited(subject: string) {
  const rows = world.app.db.selectFrom('audit').select(['action', 'actor', 'detail']).where('subject', '=', subject)
  const all = await rows.where('actor', '=', 'command-line').orderBy('id').execute()
  return all.filter(({ action }) => /^(subscription|access)\./.test(action))
}

/** Stripe does it, or never hears of it, and its answer does not come back. */
async function loseAnswers(account: string, method: string, kind: 'lost-reply' | 'reset') {
  const { id } = await subscriptionAtStripe(world, account)
  world.simulator.control.failNext({ method, path: `/v1/subscriptions/${id}`, kind, times: 3 })
}

async function settle() {
  await world.travel('1m')
  await settleOperations(world.app)
}

describe('told by what became of it', () => {
  test.each(['lost-reply', 'reset'] as const)('a change with %s is not told as done before it is', async (kind) => {
    const account = await subscriber(world)
    await loseAnswers(account, 'POST', kind)
    const answer = await run(`change --account ${account} --plan pro`)
    expect(answer.status).toBe(1)
    expect(answer.out).toMatch(/^Not known yet whether subscription \w+ changes to pro: .* Look again in a minute/)
    await settle()
    expect(await planNow(world, account)).toBe('pro')
    expect((await run(`change --account ${account} --plan pro`)).err).toContain('You have this plan already')
  })

  test('a dry run of what is open already tells that, and does not pass', async () => {
    const account = await subscriber(world)
    await loseAnswers(account, 'POST', 'reset')
    await run(`change --account ${account} --plan pro`)
    const again = await run(`change --account ${account} --plan pro --dry-run --json`)
    expect([again.status, asJson(again)]).toMatchObject([1, { dry_run: true, state: 'unknown' }])
    await settle()
  })

  test('an upgrade that waits for its payment says so, and the old plan stays', async () => {
    const account = await subscriber(world)
    world.simulator.control.setOutcome((await subscriptionAtStripe(world, account)).customer, 'decline')
    const answer = await run(`change --account ${account} --plan pro --json`)
    expect([answer.status, asJson(answer)]).toMatchObject([1, { plan: 'pro', state: 'waits-for-payment' }])
    expect((asJson(answer) as { did: string }).did).toMatch(
      /^subscription \w+ changes to pro when its payment has come/,
    )
    expect(await planNow(world, account)).toBe('basic')
  })

  test('one that Stripe refuses fails with the reason', async () => {
    const account = await subscriber(world)
    const { id } = await subscriptionAtStripe(world, account)
    const path = `/v1/subscriptions/${id}`
    world.simulator.control.failNext({ method: 'POST', path, kind: 'error', status: 400 })
    const answer = await run(`change --account ${account} --plan pro`)
    expect(answer).toMatchObject({ status: 1, out: '' })
    expect(answer.err).toContain('Stripe did not take this')
  })

  test('an end whose answer is lost, at once or with what is paid', async () => {
    for (const [method, now] of [
      ['DELETE', ' --now'],
      ['POST', ''],
    ] as const) {
      const account = await subscriber(world)
      await loseAnswers(account, method, 'reset')
      const answer = await run(`cancel --account ${account}${now}`)
      expect(answer.status).toBe(1)
      expect(answer.out).toMatch(/^Not known yet whether subscription \w+ ends/)
      expect((await access(world, account)).state).toBe('active')
      await settle()
    }
  })

  test('an end that Stripe refuses leaves the granted time too', async () => {
    const account = await subscriber(world)
    await run(`grant --account ${account} --plan pro --days 5`)
    const { id } = await subscriptionAtStripe(world, account)
    const path = `/v1/subscriptions/${id}`
    world.simulator.control.failNext({ method: 'DELETE', path, kind: 'error', status: 400 })
    const answer = await run(`cancel --account ${account} --now --grants`)
    expect(answer).toMatchObject({ status: 1, err: expect.stringContaining('Nothing has changed') as string })
    expect(await planNow(world, account)).toBe('pro')
    const done = asJson(await run(`cancel --account ${account} --now --grants --json`))
    expect(done).toMatchObject({ subscription: id, state: 'succeeded', grants: [expect.any(String) as string] })
    expect(await planNow(world, account)).toBe(null)
  })

  test('what is done is told as done; what was so already too', async () => {
    const account = await subscriber(world, PRO)
    expect(await run(`change --account ${account} --plan basic`)).toMatchObject({
      status: 0,
      out: 'The change to basic is planned for the end of the period.\n',
    })
    const cancelled = await run(`cancel --account ${account}`)
    expect([cancelled.status, cancelled.out]).toEqual([0, expect.stringMatching(/^Subscription \w+ ends with what is/)])
    const again = await run(`cancel --account ${account} --json`)
    expect([again.status, asJson(again)]).toMatchObject([0, { state: 'nothing' }])
    expect((asJson(again) as { did: string }).did).toContain('already')
  })
})

describe('a dry run refuses what the act refuses, in the same words', () => {
  /** What the act says on standard error, when its dry run ends in exactly the same. */
  async function refused(line: string, ...rest: string[]): Promise<string> {
    const dry = await run(`${line} --dry-run`, ...rest)
    const act = await run(line, ...rest)
    const isAlike = act.status !== 0 && JSON.stringify(act) === JSON.stringify(dry)
    return isAlike ? act.err : `not alike: ${JSON.stringify({ dry, act })}`
  }

  test('where nothing is held', async () => {
    const account = await newBuyer(world)
    expect(await refused(`change --account ${account} --plan pro`)).toContain('no granted time to change')
    expect(await refused(`change --account ${account} --plan nonsense`)).toContain('There is no plan named nonsense')
    expect(await refused(`grant --account ${account} --days 3 --plan nonsense`)).toContain(
      'There is no plan named nonsense',
    )
    expect(await refused(`grant --account ${account} --days 9999 --plan pro`)).toContain('whole days')
    expect(await refused(`grant --account ${account} --days 3 --plan pro`, '--reason', ' ')).toContain('Say why')
    expect(await refused(`extend --account ${account} --days 3`)).toContain('no plan to extend')
    expect(await refused(`cancel --account ${account}`)).toContain('nothing to cancel')
    expect(await refused(`cancel --account acct_nobody`)).toBe('turnpike: There is no account acct_nobody.\n')
  })

  test('where a subscription runs', async () => {
    const account = await subscriber(world)
    expect(await refused(`change --account ${account} --plan nonsense`)).toContain('There is no price of nonsense')
    expect(await refused(`change --account ${account} --plan basic`)).toContain('You have this plan already')
    expect(await refused(`change --account ${account} --plan turnpike_pro_month_eur`)).toContain('There is no price of')
    expect(await refused(`change --account ${account} --plan pro`, '--reason', '')).toContain('Say why')
    expect(await refused(`cancel --account ${account}`, '--reason', 'x'.repeat(501))).toContain('Say why')
    expect(await refused(`cancel --now --account ${account}`, '--reason', 'x'.repeat(501))).toContain('Say why')
    await loseAnswers(account, 'POST', 'reset')
    await run(`cancel --account ${account}`)
    expect(await refused(`change --account ${account} --plan pro`)).toContain('still being checked')
    expect(await refused(`cancel --now --account ${account}`)).toContain('still being checked')
    await settle()
    expect(await refused(`change --account ${account} --plan pro`)).toContain('Keep it first')
  })

  test('where the account is deleted', async () => {
    const account = await newBuyer(world)
    await closeAccount(withoutJobs(world), { account, actor: account })
    expect(await refused(`grant --account ${account} --days 3 --plan pro`)).toContain('was deleted')
  })

  test('and what it allows is not done', async () => {
    const account = await subscriber(world)
    const dry = await run(`change --account ${account} --plan pro --dry-run`)
    expect([dry.status, dry.out]).toEqual([
      0,
      expect.stringMatching(/^Would do: subscription \w+ changes to pro\b.*\n$/),
    ])
    expect((await run(`cancel --now --account ${account} --dry-run`)).out).toMatch(
      /^Would do: subscription \w+ ends now/,
    )
    expect(await planNow(world, account)).toBe('basic')
    const granted = await newBuyer(world)
    await run(`grant --account ${granted} --plan basic --days 5`)
    expect(asJson(await run(`change --account ${granted} --plan pro --dry-run --json`))).toMatchObject({ plan: 'pro' })
    expect(await planNow(world, granted)).toBe('basic')
    expect([...(await audited(account)), ...(await audited(granted))]).toMatchObject([{ action: 'access.grant' }])
  })
})

test('the reason stands in the audit of every write', async () => {
  const account = await subscriber(world)
  const reason = ['--reason', 'Asked by mail']
  await run(`change --account ${account} --plan pro`, ...reason)
  await run(`change --account ${account} --plan basic`, ...reason)
  await run(`cancel --account ${account}`, ...reason)
  await run(`extend --account ${account} --days 3`, ...reason)
  await run(`cancel --now --grants --account ${account}`, ...reason)
  expect(
    (await audited(account)).map(({ action, detail }) => [action, (detail as { reason?: string }).reason]),
  ).toEqual([
    ['subscription.change', 'Asked by mail'],
    ['subscription.schedule', 'Asked by mail'],
    ['subscription.release', 'A planned change is taken back'],
    ['subscription.cancel', 'Asked by mail'],
    ['access.extend', 'Asked by mail'],
    ['subscription.cancel-now', 'Asked by mail'],
    ['access.revoke', 'Asked by mail'],
  ])
  const other = await subscriber(world)
  await run(`change --account ${other} --plan pro`)
  expect(await audited(other)).toMatchObject([{ detail: { reason: 'From Basic (month) to Pro (month)' } }])
})

test('the list is chosen by a plan that there is', async () => {
  const account = await subscriber(world)
  const ids = async (plan: string) =>
    (asJson(await run(`list --plan ${plan} --json`)) as { id: string }[]).map(({ id }) => id)
  expect(await ids('basic')).toContain(account)
  expect(await ids('Basic')).toEqual(await ids('basic'))
  expect(await ids('free')).not.toContain(account)
  const none = await run('list --plan gold')
  expect([none.status, none.out]).toEqual([1, ''])
  expect(none.err).toMatch(/There is no plan named gold\. There are: .*Basic, Pro/)
})
