import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, vi } from 'vitest'
import { createProducer } from '../src/index.ts'
import { ScriptedLog, scriptedProducer } from './scripted-producer.ts'

// What a program meets that uses KafkaJS itself; here it does not.

const run = promisify(execFile)
const cwd = fileURLToPath(new URL('..', import.meta.url))

/** Runs a module as a program of its own would be run. */
const node = (source: string) =>
  run(process.execPath, ['--input-type=module', '-e', source], { cwd })

it('B24: KafkaJS does not export its errors to modules, though its types say so', async () => {
  await expect(node("import { KafkaJSError } from 'kafkajs'")).rejects.toMatchObject({
    stderr: expect.stringContaining("Named export 'KafkaJSError' not found"),
  })
  const { KafkaError } = await import('../src/index.ts')
  expect(new KafkaError('ERR_KAFKA_CLOSED', { what: 'a', because: 'b', fix: 'c' })).toBeInstanceOf(
    Error,
  )
})

it('B25: KafkaJS warns each program of its default partitioner; nothing is written here', async () => {
  const make = "import k from 'kafkajs'; new k.Kafka({ brokers: ['127.0.0.1:1'] }).producer()"
  expect((await node(make)).stderr).toContain('switched default partitioner')
  const writes = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')]
  try {
    const value = { encode: (text: string) => Buffer.from(text) }
    const tls = { key: '', cert: '', ca: '' }
    await createProducer({ brokers: ['127.0.0.1:1'], tls }, { topic: 't', value }).catch(() => {})
    for (const write of writes) expect(write).not.toHaveBeenCalled()
  } finally {
    for (const write of writes) write.mockRestore()
  }
})

it('B20: KafkaJS copies what it has of a batch for each record that it adds', async () => {
  const records = Array.from({ length: 200 }, (_, n) => ({ key: 'k', value: `${n}` }))
  const group = createRequire(import.meta.url)(
    'kafkajs/src/producer/groupMessagesPerPartition.js',
  ) as (batch: object) => void
  const batch = { topic: 't', partitionMetadata: [{}], messages: records, partitioner: () => 0 }
  // One for each pair of records.
  expect(await itemsIterated(async () => group(batch))).toBeGreaterThan((200 * 199) / 2 - 1)

  const producer = await scriptedProducer({ attempt: new ScriptedLog().append })
  const send = () => producer.sendAll(records)
  // Here about once in sending and once in the broker that is scripted.
  expect(await itemsIterated(send)).toBeLessThan(5 * records.length)
})

/** How many items of arrays were iterated over, by spreading or in a loop. */
async function itemsIterated(work: () => Promise<unknown>): Promise<number> {
  const { [Symbol.iterator]: iterator } = Array.prototype
  let count = 0
  Array.prototype[Symbol.iterator] = function* (this: unknown[]) {
    for (let index = 0; index < this.length; index++) {
      count++
      yield this[index]
    }
  } as typeof iterator
  try {
    await work()
    return count
  } finally {
    Array.prototype[Symbol.iterator] = iterator
  }
}
