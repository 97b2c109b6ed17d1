import { type Cluster, openCluster } from '../connection/cluster.ts'
import type { KafkaConnection } from '../connection/connection.ts'
import { countPartitions } from '../connection/describe-topic.ts'
import { kafkajsFault } from '../connection/kafkajs-fault.ts'
import { KafkaError } from '../errors.ts'
import { Assignment } from './assignment.ts'
import { Committer } from './committer.ts'
import { DeadLetters } from './dead-letters.ts'
import { FailureDesk } from './failure-desk.ts'
import { GroupMember } from './group-member.ts'
import { type CheckedOptions, type ConsumerOptions, checkOptions } from './options.ts'
import { watchPositions } from './positions.ts'
import { RecordSource } from './record-source.ts'
import { type StartOffsets, startOffsets } from './start-offsets.ts'
import { Supervisor } from './supervisor.ts'
import { TopicConsumer } from './topic-consumer.ts'
import type { Consumer } from './types.ts'
import { watchWork } from './watchdog.ts'
import { Work } from './work.ts'

/** A group that rebalances waits up to 30 s for members that are gone. */
const JOIN_TIMEOUT_MS = 45_000
/** How long a membership may take to end before others have its partitions by its time-out. */
const LEAVE_MS = 1_000

/**
 * A consumer of one topic that has joined its group. When the membership is lost, for example because a broker
 * went away, it is sought again for two minutes; if in vain, the loop or `run` throws.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_UNREACHABLE`, `ERR_KAFKA_NOT_TLS`,
 *   `ERR_KAFKA_TLS_*`, `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_GROUP`, `ERR_KAFKA_ABORTED`
 */
export async function createConsumer<T>(
  connection: KafkaConnection,
  options: ConsumerOptions<T>,
): Promise<Consumer<T>> {
  const checked = checkOptions(options)
  const { topic, start, signal } = checked
  const cluster = await openCluster(connection)
  throwIfAborted(checked)
  await countPartitions(cluster, topic)
  const startAt = await startOffsets(cluster, topic, start)
  throwIfAborted(checked)
  const consumer = assemble({ connection, cluster, options: checked, startAt })
  const { supervisor, committer } = consumer
  const giveUp = (): void => void supervisor.stop(LEAVE_MS)
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    await supervisor.join(JOIN_TIMEOUT_MS)
  } catch (error) {
    consumer.stopTimers()
    throw error
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
  committer.start()
  return new TopicConsumer<T>(consumer)
}

interface Assembly<T> {
  readonly connection: KafkaConnection
  readonly cluster: Cluster
  readonly options: CheckedOptions<T>
  readonly startAt: StartOffsets | undefined
}

/** Puts a consumer together; nothing is sent yet. */
function assemble<T>({ connection, cluster, options, startAt }: Assembly<T>) {
  const { topic, groupId, value, onFailure, deadLetterTopic, maxProcessingMs } = options
  const { log } = cluster
  const closing = new AbortController()
  const { signal } = closing
  const assignment = new Assignment()
  const work = new Work()
  const deadLetters =
    deadLetterTopic === undefined
      ? undefined
      : new DeadLetters({ connection, topic: deadLetterTopic, groupId, log, signal })
  const failures = new FailureDesk({ policy: onFailure, deadLetters, signal })
  const source = new RecordSource<T>({
    topic,
    value,
    assignment,
    failures,
    onRoom: () => member.fetch(),
  })
  const committer = new Committer({
    assignment,
    intervalMs: options.commitIntervalMs,
    records: options.commitRecords,
    commit: async (offsets) => supervisor.session?.commit(offsets),
    log,
  })
  const member: GroupMember<T> = new GroupMember<T>({
    cluster,
    options,
    assignment,
    committer,
    startAt,
    idle: () => work.idle(),
    onRevoked: () => work.dropLost(),
    onFailure: (error) => source.fail(error),
    faultOf: (thrown) => groupFault(cluster, options, thrown),
  })
  const supervisor: Supervisor = new Supervisor(cluster, member, (error) => source.fail(error))
  const watchdog = watchWork({
    work,
    limitMs: maxProcessingMs,
    onOverdueLoop() {
      const message = `a record was worked on for more than ${maxProcessingMs} ms: left group '${groupId}' until the loop goes on`
      log({ level: 'warn', message, details: { topic, groupId } })
      void supervisor.release(LEAVE_MS)
    },
  })
  const { onPositions } = options
  const positions = onPositions === undefined ? undefined : watchPositions(assignment, onPositions)
  return {
    topic,
    assignment,
    source,
    work,
    failures,
    deadLetters,
    committer,
    member,
    supervisor,
    stopTimers() {
      clearInterval(watchdog)
      clearInterval(positions)
    },
    closing,
  }
}

function throwIfAborted({ signal, groupId }: Pick<ConsumerOptions<unknown>, 'signal' | 'groupId'>) {
  if (!signal?.aborted) return
  throw new KafkaError('ERR_KAFKA_ABORTED', {
    what: `cannot join group '${groupId}'`,
    because: 'the join was given up',
    fix: 'Create the consumer again if it is still wanted',
    cause: signal.reason,
  })
}

function groupFault(
  { principal, bootstrap }: Cluster,
  { topic, groupId }: Pick<ConsumerOptions<unknown>, 'topic' | 'groupId'>,
  thrown: unknown,
): KafkaError {
  const what = `cannot consume topic '${topic}' in group '${groupId}'`
  return kafkajsFault(thrown, { what, topic, groupId, principal, bootstrap })
}
