import { runKafkaTool, type ToolAccess } from './run-tool.ts'

/** What Kafka's own group tool says of a partition. */
export interface ToldOffsets {
  readonly partition: number
  /** Undefined: nothing is committed. */
  readonly committed: number | undefined
  readonly end: number
  /** Undefined: nothing is committed. */
  readonly lag: number | undefined
  /** Of the member that has it; undefined: nobody. */
  readonly memberId: string | undefined
}

/** Asks `kafka-consumer-groups` about a group; by partition. */
export async function toldOffsets(
  access: ToolAccess,
  { groupId, topic }: { readonly groupId: string; readonly topic: string },
): Promise<readonly ToldOffsets[]> {
  const args = ['--describe', '--group', groupId]
  const text = await runKafkaTool(access, 'consumer.group.ConsumerGroupCommand', args)
  return text
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([group, name]) => group === groupId && name === topic)
    .map(([, , partition, committed, end, lag, memberId]) => ({
      partition: Number(partition),
      committed: numberOf(committed),
      end: Number(end),
      lag: numberOf(lag),
      memberId: memberId === '-' ? undefined : memberId,
    }))
    .sort((a, b) => a.partition - b.partition)
}

/** A dash stands for nothing. */
function numberOf(word: string | undefined): number | undefined {
  return word === undefined || word === '-' ? undefined : Number(word)
}
