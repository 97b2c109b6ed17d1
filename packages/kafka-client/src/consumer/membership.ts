import type { Cluster } from 'kafkajs'
import type { KafkaError } from '../errors.ts'

/** An offset to commit: the one after the last record handled, as Kafka counts. */
export interface PartitionOffset {
  readonly partition: number
  readonly offset: number
}

/** What a member got when it joined. */
export interface Joined {
  readonly partitions: readonly number[]
  /** Whether this member was in the group's generation before: nobody else had its partitions meanwhile. */
  readonly isContinued: boolean
  readonly session: Session
}

/** A member's session with its group, as far as reading and committing go. */
export interface Session {
  /** Connections and metadata; fetches go over these. */
  readonly cluster: Cluster
  /** What the group has committed; partitions without a commit are left out. @throws KafkaError */
  committed(partitions: readonly number[]): Promise<ReadonlyMap<number, number>>
  /** @throws KafkaError */
  commit(offsets: readonly PartitionOffset[]): Promise<void>
  /** Ends the session as a failure does: another one follows. */
  lose(thrown: unknown): void
}

/** Which group to join, and who is told what. */
export interface Membership {
  readonly topic: string
  readonly groupId: string
  /** What this member reads now. */
  readonly held: () => readonly number[]
  /** The group divides its partitions anew; it waits until this settles. */
  readonly onRejoin: () => Promise<void>
  /** Settles when the partitions are begun. */
  readonly onJoin: (joined: Joined) => Promise<void>
  /** The membership has ended, and not because it was asked to. */
  readonly onLost: () => void
  /** The coordinator has answered a heartbeat. */
  readonly onHeartbeat: () => void
  /** Puts an error of KafkaJS into words. */
  readonly faultOf: (thrown: unknown) => KafkaError
}
