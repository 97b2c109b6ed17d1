import type { KafkaError } from '../errors.ts'
import { Fifo } from '../fifo.ts'
import type { PartitionLeader } from '../wire/metadata.ts'
import type { WriteValue } from '../wire/record-batch.ts'
import type { Handle } from './delivery-handle.ts'
import { Lane, type LaneSettings } from './lane.ts'
import { Partitioner, type Partitioning } from './partitioner.ts'
import { RecordKeys } from './record-keys.ts'
import type { OutgoingRecord } from './types.ts'

/** A record that waits for room, or for its topic to be known; encoded already. */
export interface WaitingRecord {
  readonly source: OutgoingRecord<unknown>
  readonly key: string | Uint8Array | null | undefined
  readonly value: Buffer | null
  readonly write: WriteValue<Uint8Array>
  readonly headers: Uint8Array
  readonly timestamp: number
  readonly deadline: number
  readonly handle: Handle
  /** Set once it was withdrawn. */
  withdrawn: boolean
}

/** One topic that a producer writes to: its partitions, and what waits before them. */
export class Topic {
  readonly name: string
  readonly partitioner: Partitioner
  readonly keys: RecordKeys
  readonly waiting = new Fifo<WaitingRecord>()
  /** By partition; none as long as the cluster has not told of them. */
  readonly lanes: Lane[] = []
  /** Since when the cluster answers that there is no such topic or that it is denied, in ms since the epoch. */
  troubledSince: number | undefined
  /** Why it cannot be used, as the cluster said last. */
  fault: KafkaError | undefined
  readonly #settings: LaneSettings

  constructor(name: string, settings: LaneSettings, partitioning: Partitioning) {
    this.name = name
    this.#settings = settings
    this.partitioner = new Partitioner(0, partitioning)
    this.keys = new RecordKeys(this.partitioner)
  }

  get known(): boolean {
    return this.lanes.length > 0
  }

  /** Takes in what the cluster says; returns the lanes whose leader is another now. */
  learn(partitions: readonly PartitionLeader[]): readonly Lane[] {
    const moved: Lane[] = []
    // Those that a moment's answer leaves out keep their leader.
    const count = Math.max(0, ...partitions.map(({ partition }) => partition + 1))
    if (count > this.lanes.length) this.#grow(count)
    for (const { partition, leader } of partitions) {
      const lane = this.lanes[partition]
      if (lane === undefined || lane.leader === leader) continue
      lane.leader = leader
      moved.push(lane)
    }
    return moved
  }

  /** A batch has left a partition. */
  sealed({ partition }: Lane): void {
    this.partitioner.batchSealed(partition, (other) => this.lanes[other]?.troubled === true)
  }

  #grow(count: number): void {
    for (let partition = this.lanes.length; partition < count; partition++) {
      this.lanes.push(new Lane(this.name, partition, this.#settings))
    }
    this.partitioner.grow(count)
    this.keys.forget()
  }
}
