import { describe, expect, test } from 'vitest'
import { Refusal } from '../../lib/refusal.ts'
import { roleAfter, type AnyRole, type RoleFacts, type RoleWish } from './role-change.ts'

const usable = { state: 'usable', otherOwners: 1 } as const
const answer = (facts: RoleFacts, wish: RoleWish): string => {
  try {
    return roleAfter(facts, wish)
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('who may', () => {
  test.each<[role: AnyRole, wish: RoleWish, answer: string]>([
    ['customer', { act: 'give', role: 'support' }, 'support'],
    ['customer', { act: 'give', role: 'owner' }, 'owner'],
    ['support', { act: 'give', role: 'support' }, 'support'],
    ['support', { act: 'give', role: 'owner' }, 'taken'],
    ['owner', { act: 'give', role: 'support' }, 'taken'],
    ['customer', { act: 'change', role: 'support' }, 'conflict'],
    ['support', { act: 'change', role: 'owner' }, 'owner'],
    ['owner', { act: 'change', role: 'support' }, 'support'],
    ['customer', { act: 'take' }, 'customer'],
    ['support', { act: 'take' }, 'customer'],
    ['owner', { act: 'take' }, 'customer'],
  ])('%s, %j: %s', (role, wish, expected) => {
    expect(answer({ ...usable, role }, wish)).toBe(expected)
  })
})

describe('an account that cannot work here', () => {
  test.each(['anonymous', 'unverified', 'banned', 'deleted'] as const)('%s', (state) => {
    const facts = { state, otherOwners: 1 }
    expect(answer({ ...facts, role: 'customer' }, { act: 'give', role: 'support' })).toBe('conflict')
    expect(answer({ ...facts, role: 'support' }, { act: 'change', role: 'owner' })).toBe('conflict')
    expect(answer({ ...facts, role: 'support' }, { act: 'take' })).toBe('customer')
  })
})

test('the last owner stays one', () => {
  const last: RoleFacts = { state: 'usable', role: 'owner', otherOwners: 0 }
  expect(answer(last, { act: 'take' })).toBe('conflict')
  expect(answer(last, { act: 'change', role: 'support' })).toBe('conflict')
  expect(answer(last, { act: 'change', role: 'owner' })).toBe('owner')
  expect(answer({ ...last, role: 'support' }, { act: 'take' })).toBe('customer')
})
