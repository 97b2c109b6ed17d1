import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Contender, Cost } from '../runner.ts'
import { SCHEMA_ID, type Workload } from '../workloads/workload.ts'

/** It needs ten times as long as a codec in this process. */
const SHARE = 0.1
const SCRIPT = fileURLToPath(new URL('fastavro_rounds.py', import.meta.url))

/** fastavro in a Python process of its own, which measures itself; or why there is none. */
export async function startFastavro({ schema, records, operations }: Workload) {
  const python = spawn('python3', [SCRIPT])
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  const started = once(python, 'spawn').then(() => true)
  if (!(await started.catch(() => false))) return leftOut('there is no python3')
  python.stdin.on('error', () => undefined)
  send(python, { schema: withoutLogicalTypes(schema), schemaId: SCHEMA_ID, records })
  const ready = await answers.next()
  if (ready.done) return leftOut('python3 cannot import fastavro')
  const ask = async (task: string, count: number) => {
    send(python, { task, operations: count })
    const answer = await answers.next()
    if (answer.done) throw new Error('the fastavro process has ended')
    return JSON.parse(answer.value) as Cost
  }
  const contender = (task: string): Contender => ({
    name: 'fastavro',
    operations: operations * SHARE,
    run: (count) => ask(task, count),
  })
  return {
    available: true as const,
    version: ready.value,
    tasks: { encode: contender('encode'), decode: contender('decode') },
    async close() {
      const ended = once(python, 'exit')
      python.stdin.end()
      await ended
    },
  }
}

function leftOut(why: string) {
  return { available: false as const, reason: `fastavro: ${why}` }
}

function send(python: ChildProcessWithoutNullStreams, message: unknown): void {
  python.stdin.write(`${JSON.stringify(message)}\n`)
}

/** So that it gives numbers, as the other contenders do. */
function withoutLogicalTypes(schema: string): string {
  const kept = JSON.parse(schema, (key, value) => (key === 'logicalType' ? undefined : value))
  return JSON.stringify(kept)
}
