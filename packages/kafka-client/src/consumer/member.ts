import type { Broker, Cluster } from 'kafkajs'
import { wrapSend } from '../kafkajs-internals.ts'

/** What a coordinator knows this member by. */
export interface Member {
  readonly coordinator: Broker
  readonly memberId: string
  readonly generation: number
}

/** Who is told of joins. */
export interface JoinWatch {
  /** Called before each join; it waits until this settles. */
  readonly beforeJoin: () => Promise<void>
  /** Called when the coordinator has taken a member into a generation. */
  readonly onMember: (member: Member) => void
  /** Called when the coordinator is asked to wait for the others of the group, and when it has answered. */
  readonly onWaiting: (isWaiting: boolean) => void
}

const JOIN_GROUP = 11
const SYNC_GROUP = 14

/**
 * KafkaJS tells nobody before it joins again, when what was handled can still be committed (B16), nor the generation
 * it got. Its way to the coordinator shows both: it looks for that before each join.
 */
export function watchJoins(cluster: Cluster, { beforeJoin, onMember, onWaiting }: JoinWatch): void {
  const watched = new WeakSet<Broker>()
  const find = cluster.findGroupCoordinator.bind(cluster)
  cluster.findGroupCoordinator = async (group) => {
    await beforeJoin()
    const coordinator = await find(group)
    if (!watched.has(coordinator)) {
      watched.add(coordinator)
      wrapSend(coordinator, async (request, send) => {
        const { apiKey } = request.request
        if (apiKey !== JOIN_GROUP && apiKey !== SYNC_GROUP) return send(request)
        onWaiting(true)
        const answer = await send(request).finally(() => onWaiting(false))
        if (apiKey === JOIN_GROUP) {
          const { memberId, generationId } = answer as { memberId: string; generationId: number }
          onMember({ coordinator, memberId, generation: generationId })
        }
        return answer
      })
    }
    return coordinator
  }
}
