import { openKafkaTools } from '../java/kafka-tools.ts'
import type { Contender } from '../runner.ts'
import type { Setting } from './setting.ts'

/** As ours. */
const BATCH_BYTES = 262_144
/** Of the steady state only, since a JVM compiles as it goes. */
const WARM_UP_RECORDS = 500_000
/** As many as the guide's record has with its frame. */
const RECORD_BYTES = 29
const SETTINGS = ['acks=all', 'enable.idempotence=true', `batch.size=${BATCH_BYTES}`, 'linger.ms=5']

/** Kafka's own ProducerPerformance; or why it cannot be run. */
export async function javaTool(
  setting: Setting,
  operations: number,
): Promise<{ contender: Contender; close(): Promise<void> } | { readonly missing: string }> {
  const tools = await openKafkaTools(setting, SETTINGS)
  if ('missing' in tools) return tools
  const contender: Contender = {
    name: "Java's perf tool, 256 KB",
    operations,
    run: async (count) => {
      const all = WARM_UP_RECORDS + count
      const { stdout, cpuNs } = await tools.run('ProducerPerformance', [
        `--topic ${setting.topic} --num-records ${all} --warmup-records ${WARM_UP_RECORDS}`,
        `--record-size ${RECORD_BYTES} --throughput -1`,
      ])
      // The last line is the steady state's; processor time is the whole program's, a record's share of it.
      const rate = [...stdout.matchAll(/([\d.]+) records\/sec/g)]
        .map(([, each]) => Number(each))
        .at(-1)
      if (rate === undefined) throw new Error(`no rate in: ${stdout}`)
      const wallNs = (count / rate) * 1e9
      return { wallNs, cpuNs: (cpuNs * count) / all, rssBytes: Number.NaN }
    },
  }
  return { contender, close: tools.close }
}
