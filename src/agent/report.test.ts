import { expect, test } from 'vitest'
import type { Mark } from './aim.ts'
import { inForce, oncePerDevice } from './report.ts'

const mark = (generation: number, epoch = 'a'): Mark => ({ epoch, generation })

test.each([
  ['all agree', [mark(3), mark(3)], mark(3)],
  ['one lags', [mark(3), mark(2), mark(3)], mark(2)],
  ['one has reached nothing', [mark(3), null], null],
  ['one is still in another epoch', [mark(3), mark(9, 'b')], null],
])('%s', (_name, reached, expected) => {
  expect(inForce(reached)).toEqual(expected)
})

test('a device is named once in a report; what is left comes in the next', () => {
  const report = (id: string, received: number) =>
    ({ id, protocol: 'openvpn', lastSeen: null, received, sent: 0 }) as const
  const wireguard = { ...report('a', 9), protocol: 'wireguard' } as const
  expect(oncePerDevice([report('a', 5), report('a', 1), wireguard, report('b', 2)])).toEqual({
    first: [report('a', 5), wireguard, report('b', 2)],
    rest: [report('a', 1)],
  })
})
