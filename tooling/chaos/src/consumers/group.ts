import { setTimeout as sleep } from 'node:timers/promises'
import { HandledLog } from '../checker/handled-log.ts'
import type { Access } from '../cluster/access.ts'
import { type LineProcess, type ProcessEnd, startLineProcess } from '../processes/line-process.ts'
import { nodeProgram, pythonProgram } from '../processes/programs.ts'
import type { ConsumeJob } from './consume-job.ts'

/** The clients that are compared. */
export const CONSUMERS = {
  'hops-kafka': nodeProgram('consumers/ours-main.ts'),
  'confluent-kafka-python': pythonProgram('consume.py'),
} as const

/** One of {@link CONSUMERS}. */
export type ConsumerName = keyof typeof CONSUMERS

/** A member of a group in a process of its own. */
export interface Member {
  readonly name: string
  /** Resolves when it has got partitions for the first time, or has ended: who does not join in time is killed. */
  readonly joined: Promise<void>
  readonly ended: Promise<ProcessEnd>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Asks it to leave. @returns how it ended and how long that took, in ms */
  leave(): Promise<{ readonly end: ProcessEnd; readonly tookMs: number }>
}

/** Who leaves takes this long at most; then it is killed and said so by its end. */
const LEAVE_MS = 30_000
/** Through the death of its coordinator a join may need a session's time-out and a rebalance. */
const JOIN_MS = 90_000

/** A consumer group whose members are processes. */
export class Group implements AsyncDisposable {
  readonly log = new HandledLog()
  readonly members = new Set<Member>()
  /** Processes that ended though nobody asked them to. */
  readonly deaths: string[] = []
  readonly #client: ConsumerName
  readonly #job: ConsumeJob
  #started = 0

  constructor(client: ConsumerName, job: ConsumeJob) {
    this.#client = client
    this.#job = job
  }

  /** Starts one more member. */
  add(): Member {
    this.#started += 1
    const name = `member ${this.#started}`
    let onJoined = (): void => undefined
    const assigned = new Promise<void>((resolve) => {
      onJoined = resolve
    })
    const running = startLineProcess(CONSUMERS[this.#client], this.#job, ([kind, ...words]) => {
      if (kind === 'j') return onJoined()
      const [partition = -1, offset = -1, id = -1, atMs = 0] = words.map(Number)
      this.log.add(name, { partition, offset, id, atMs })
    })
    return this.#register(name, running, assigned)
  }

  /** Waits until all these records are handled. @returns whether that was in time */
  async handledAll(
    records: readonly { readonly partition: number; readonly offset: number }[],
    withinMs: number,
  ): Promise<boolean> {
    const deadline = Date.now() + withinMs
    const missing = (): boolean =>
      records.some(({ partition, offset }) => !this.log.has(partition, offset))
    while (Date.now() < deadline) {
      if (this.log.handled >= records.length && !missing()) return true
      await sleep(50)
    }
    return false
  }

  /** Asks all members to leave. */
  async close(): Promise<void> {
    await Promise.all([...this.members].map((member) => member.leave()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #register(name: string, running: LineProcess, assigned: Promise<void>): Member {
    let asked = false
    const ended = running.ended.then((end) => {
      this.members.delete(member)
      if (!asked) this.deaths.push(`${name} ended by itself: ${end.stderr.slice(-400)}`)
      return end
    })
    const end = async (signal: NodeJS.Signals): Promise<ProcessEnd> => {
      asked = true
      running.kill(signal)
      const patience = setTimeout(() => running.kill('SIGKILL'), LEAVE_MS)
      return await ended.finally(() => clearTimeout(patience))
    }
    const giveUp = setTimeout(() => {
      this.deaths.push(`${name} had not joined after ${JOIN_MS} ms`)
      void end('SIGKILL')
    }, JOIN_MS)
    const member: Member = {
      name,
      joined: Promise.race([assigned, ended.then(() => undefined)]).finally(() =>
        clearTimeout(giveUp),
      ),
      ended,
      kill: async () => void (await end('SIGKILL')),
      leave: async () => {
        const startedAt = performance.now()
        return { end: await end('SIGTERM'), tookMs: performance.now() - startedAt }
      },
    }
    this.members.add(member)
    return member
  }
}

/** What a group has committed, asked past all proxies. */
export async function committedOffsets(
  access: Access,
  { topic, groupId }: Pick<ConsumeJob, 'topic' | 'groupId'>,
): Promise<ReadonlyMap<number, number>> {
  const offsets = new Map<number, number>()
  const asking = startLineProcess(
    pythonProgram('committed_offsets.py'),
    { access, topic, groupId },
    ([, partition, offset]) => void offsets.set(Number(partition), Number(offset)),
  )
  const { exitCode, stderr } = await asking.ended
  if (exitCode !== 0) throw new Error(`the committed offsets cannot be read: ${stderr}`)
  return offsets
}
