import { SendLog } from '../checker/send-log.ts'
import { type LineProgram, startLineProcess } from '../processes/line-process.ts'
import { nodeProgram, pythonProgram } from '../processes/programs.ts'
import type { ProduceJob } from './produce-job.ts'

/** The clients that are compared. */
export const PRODUCERS = {
  'hops-kafka': nodeProgram('producers/ours-main.ts'),
  KafkaJS: nodeProgram('producers/kafkajs-main.ts'),
  'confluent-kafka-python': pythonProgram('produce.py'),
} as const satisfies Readonly<Record<string, LineProgram>>

/** One of {@link PRODUCERS}. */
export type ProducerName = keyof typeof PRODUCERS

/** A producer at work in a process of its own, which is killed when this is disposed of. */
export interface RunningProducer extends AsyncDisposable {
  readonly log: SendLog
  /** Resolves when so many records are acknowledged, or the process has ended. */
  acknowledged(count: number): Promise<void>
  /** Resolves when the process has ended. @throws when it failed, or was killed since it did not end */
  readonly ended: Promise<void>
  /** Aborted when the process has ended. */
  readonly signal: AbortSignal
}

/** Beyond the time that the records may take: whoever hangs is killed. */
const GRACE_MS = 60_000

/** Starts a producer. */
export function startProducer(name: ProducerName, job: ProduceJob): RunningProducer {
  const log = new SendLog(job.count)
  const over = new AbortController()
  const waiting = new Set<{ readonly count: number; readonly done: () => void }>()
  let acks = 0
  const running = startLineProcess(PRODUCERS[name], job, ([kind, id, ...words]) => {
    if (kind === 'u') return log.unsent(Number(id))
    if (kind === 'f') return log.failed(Number(id), words[0] ?? '', Number(words[1]))
    const [partition, offset, atMs] = words.map(Number)
    log.acked(Number(id), { partition: partition ?? -1, offset: offset ?? -1, atMs: atMs ?? 0 })
    acks += 1
    for (const wait of waiting) if (acks >= wait.count) wait.done()
  })
  const kill = (): void => running.kill('SIGKILL')
  const limitMs = job.sendForMs + job.deliveryTimeoutMs + GRACE_MS
  const limit = setTimeout(kill, limitMs)
  const ended = running.ended.then(({ exitCode, signal, stderr }) => {
    clearTimeout(limit)
    over.abort()
    if (exitCode === 0) return
    throw new Error(`the process of ${name} ended with ${exitCode ?? signal}: ${stderr}`)
  })
  // Whoever waits for it later sees it nevertheless.
  ended.catch(() => undefined)
  const acknowledged = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        waiting.delete(wait)
        resolve()
      }
      const wait = { count, done }
      waiting.add(wait)
      over.signal.addEventListener('abort', done, { once: true })
      if (acks >= count) done()
    })
  const end = async (): Promise<void> => {
    kill()
    await ended.catch(() => undefined)
  }
  return { log, ended, signal: over.signal, acknowledged, [Symbol.asyncDispose]: end }
}
