import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { BrokerSocket } from '../src/connection/broker-socket.ts'

test('a connection that is gone may be let go of again and again, as KafkaJS does with a dead broker’s', () => {
  const socket = new TLSSocket(new Socket())
  const broker = new BrokerSocket(socket, { host: 'localhost', port: 9092 })
  broker.on('error', () => {})
  broker.destroy(new Error('gone'))
  const before = socket.listenerCount('connect')
  for (let time = 0; time < 20; time++) broker.unref()
  expect(socket.listenerCount('connect')).toBe(before)
})
