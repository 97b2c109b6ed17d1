import { expect, it } from 'vitest'
import { countBrokers, refuseSpecialBrokers } from '../src/cluster-settings.ts'

it('has one broker unless more are asked for', () => {
  expect(countBrokers({})).toBe(1)
  expect(countBrokers({ brokers: 3 })).toBe(3)
})

it.each([0, 2.5, 10, Number.NaN])('refuses %s brokers', (brokers) => {
  expect(() => countBrokers({ brokers })).toThrow(`it is ${brokers}`)
})

it('names what a container cannot do, and what can', () => {
  expect(() => refuseSpecialBrokers({})).not.toThrow()
  const asked = { brokers: 3, advertise: () => 'a:1', denyIdempotentWrite: true }
  expect(() => refuseSpecialBrokers(asked)).toThrow(
    /brokers, advertise, denyIdempotentWrite.*engine: 'jvm'/,
  )
})
