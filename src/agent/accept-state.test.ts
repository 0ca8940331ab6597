import { expect, test } from 'vitest'
import { sampleState } from '../../test/support/vpn-sample-state.ts'
import { judge } from './accept-state.ts'

const state = sampleState()
test.each([
  ['the first one', null, state, 'newer'],
  ['a higher generation', state, { ...state, generation: 8 }, 'newer'],
  ['the same', state, { ...state }, 'same'],
  ['a lower generation', state, { ...state, generation: 6 }, 'older'],
  ['a lower generation of another epoch', state, { ...state, epoch: 'epoch-b', generation: 1 }, 'newer'],
  ["another node's", state, { ...state, nodeId: 'node-2', generation: 8 }, 'not-ours'],
] as const)('%s', (_name, current, offered, verdict) => {
  expect(judge(current, offered, 'node-1')).toBe(verdict)
})
