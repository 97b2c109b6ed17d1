import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import avsc from 'avsc'
import { serveOrders } from '../produce/client-loop.ts'
import type { Reading } from '../produce/setting.ts'
import { Stretch, topicOf } from './stretch.ts'

/** The last version that runs on Node 20; what it depends on says otherwise, so it cannot be in the workspace. */
const PACKAGE = '@platformatic/kafka@1.35.0'
const FRAME_BYTES = 5

/** What is used of it. */
interface Platformatic {
  readonly Consumer: new (
    options: object,
  ) => {
    consume(options: object): Promise<AsyncIterable<{ readonly value: Buffer }>>
    close(force: boolean): Promise<void>
  }
}

const { Consumer } = await fetched()

await serveOrders(async (setting) => {
  const { brokers, tls, schema } = setting
  const type = avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { logicalTypes: {} })
  return {
    async loop(order) {
      const consumer = new Consumer({
        clientId: 'bench',
        groupId: `bench-${randomUUID()}`,
        bootstrapBrokers: [...brokers],
        tls: { ...tls },
        autocommit: 1_000,
      })
      const stretch = new Stretch(order.operations)
      const topics = [topicOf(setting, order)]
      for await (const { value } of await consumer.consume({ topics, mode: 'earliest' })) {
        if (stretch.add((type.decode(value, FRAME_BYTES).value as Reading).value)) break
      }
      await consumer.close(true)
      return stretch.cost()
    },
  }
})

/** Fetches the package into a folder of its own, which the system clears. */
async function fetched(): Promise<Platformatic> {
  const folder = mkdtempSync(join(tmpdir(), 'hops-kafka-bench-'))
  // What it depends on asks for a later Node than it needs; pnpm hands its strictness down.
  const quiet = ['--no-audit', '--no-fund', '--silent', '--no-package-lock', '--no-engine-strict']
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, PACKAGE], { stdio: 'ignore' })
  const entry = createRequire(join(folder, 'package.json')).resolve('@platformatic/kafka')
  return (await import(pathToFileURL(entry).href)) as Platformatic
}
