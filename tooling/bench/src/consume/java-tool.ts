import { openKafkaTools } from '../java/kafka-tools.ts'
import type { Setting } from '../produce/setting.ts'
import type { Contender } from '../runner.ts'

/** Commits by time, as a consumer does by default. */
const SETTINGS = ['enable.auto.commit=true']

/**
 * Kafka's own ConsumerPerformance, which counts the bytes of records and decodes none; or why it cannot be run. Its rate
 * is that of fetching, without the time that the group takes to form; a JVM's warming up is part of it.
 */
export async function javaTool(
  setting: Setting,
  operations: number,
): Promise<{ contender: Contender; close(): Promise<void> } | { readonly missing: string }> {
  const tools = await openKafkaTools(setting, SETTINGS)
  if ('missing' in tools) return tools
  const contender: Contender = {
    name: "Java's perf tool, not decoded",
    operations,
    run: async (count) => {
      const { stdout, cpuNs } = await tools.run('ConsumerPerformance', [
        `--topic ${setting.topic} --num-records ${count} --group bench-${crypto.randomUUID()}`,
      ])
      const [names = '', figures = ''] = stdout.trim().split('\n').slice(-2)
      const rate = Number(figures.split(', ')[names.split(', ').indexOf('fetch.nMsg.sec')])
      if (!(rate > 0)) throw new Error(`no rate in: ${stdout}`)
      return { wallNs: (count / rate) * 1e9, cpuNs, rssBytes: Number.NaN }
    },
  }
  return { contender, close: tools.close }
}
