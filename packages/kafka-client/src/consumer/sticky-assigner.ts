import kafkajs, { type Assigner, type PartitionAssigner } from 'kafkajs'
import { type Claim, divide } from './divide-partitions.ts'

const NAME = 'hops-kafka-sticky'
const VERSION = 1

/** What a member held until now, and in which generation of the group it got that. */
export interface Held {
  readonly partitions: readonly number[]
  readonly generation: number
}

/** An assigner that leaves partitions where they are, as far as that is even; see {@link divide}. */
export function stickyAssigner(topic: string, held: () => Held): PartitionAssigner {
  const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol
  return ({ cluster }): Assigner => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({ version: VERSION, topics, userData: encodeHeld(held()) }),
    }),
    async assign({ members }) {
      const partitions = cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => partitionId)
      const claims = members.map(({ memberId, memberMetadata }): Claim => {
        const { userData } = MemberMetadata.decode(memberMetadata) ?? {}
        return { member: memberId, ...decodeHeld(userData) }
      })
      const shares = divide(partitions, claims)
      return members.map(({ memberId }) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: { [topic]: [...(shares.get(memberId) ?? [])] },
          userData: Buffer.alloc(0),
        }),
      }))
    },
  })
}

const NOTHING: Held = { partitions: [], generation: -1 }

function encodeHeld({ partitions, generation }: Held): Buffer {
  const bytes = Buffer.alloc(4 + 4 * partitions.length)
  bytes.writeInt32BE(generation)
  for (const [index, partition] of partitions.entries())
    bytes.writeInt32BE(partition, 4 + 4 * index)
  return bytes
}

/** Whoever claims in a form that is not ours claims nothing. */
function decodeHeld(bytes: Buffer | undefined): Held {
  if (bytes === undefined || bytes.length < 4 || bytes.length % 4 !== 0) return NOTHING
  const count = bytes.length / 4 - 1
  const partitions = Array.from({ length: count }, (_, index) => bytes.readInt32BE(4 + 4 * index))
  return { partitions, generation: bytes.readInt32BE(0) }
}
