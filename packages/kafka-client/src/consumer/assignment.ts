import { signal } from '../signal.ts'
import type { AssignedPartition } from './assigned-partition.ts'

/** The partitions of this member, and the wait for something to change about them. */
export class Assignment {
  #partitions = new Map<number, AssignedPartition>()
  #isHeld = true
  #changed = signal()

  /** Whether nothing may be handed out: the group is about to divide the partitions anew. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  get partitions(): Iterable<AssignedPartition> {
    return this.#partitions.values()
  }

  get size(): number {
    return this.#partitions.size
  }

  get(partition: number): AssignedPartition | undefined {
    return this.#partitions.get(partition)
  }

  /** Hands out nothing until {@link assign}. */
  hold(): void {
    this.#isHeld = true
  }

  /** From now on these are the partitions; those that were not among them before begin anew. */
  assign(partitions: readonly AssignedPartition[]): void {
    const next = new Map(partitions.map((assigned) => [assigned.partition, assigned]))
    for (const before of this.#partitions.values()) {
      if (next.get(before.partition) !== before) before.isLost = true
    }
    this.#partitions = next
    this.#isHeld = false
    this.notify()
  }

  /** The membership is lost, and with it everything that is not committed. */
  lose(): void {
    for (const partition of this.#partitions.values()) partition.isLost = true
    this.#partitions.clear()
    this.#isHeld = true
    this.notify()
  }

  /** Settles at the next {@link notify}. */
  changed(): Promise<void> {
    return this.#changed.promise
  }

  /** Something was fetched, decided, resumed or ended: who waits looks again. */
  notify(): void {
    const { fire } = this.#changed
    this.#changed = signal()
    fire()
  }
}
