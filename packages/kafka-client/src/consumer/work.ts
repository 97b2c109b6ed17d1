import { KafkaError } from '../errors.ts'
import { type Signal, signal } from '../signal.ts'
import type { Task } from './task.ts'

/** A loop over records or batches. */
export interface LoopState {
  /** Whether its body has what it was given and has not come back for more. */
  isHolding: boolean
  /** When it was first seen so. */
  seenAt: number | undefined
}

/** What is being worked on: by handlers, and by the bodies of loops. */
export class Work {
  readonly tasks = new Set<Task<unknown>>()
  readonly loops = new Set<LoopState>()
  #idle: Signal | undefined

  get isIdle(): boolean {
    if (this.tasks.size > 0) return false
    for (const { isHolding } of this.loops) if (isHolding) return false
    return true
  }

  /** Settles when nothing is being worked on. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve()
    this.#idle ??= signal()
    return this.#idle.promise
  }

  /** To be called when something has ended. */
  check(): void {
    if (this.#idle === undefined || !this.isIdle) return
    this.#idle.fire()
    this.#idle = undefined
  }

  /** Gives up what belongs to partitions that are another member's now. */
  dropLost(): void {
    for (const task of this.tasks) {
      if (!task.isWanted) task.abort(noLongerOurs(task.name))
    }
  }

  /** Gives up everything. */
  dropAll(): void {
    for (const task of this.tasks) task.abort(closed(task.name))
    this.loops.clear()
    this.check()
  }
}

function noLongerOurs(name: string): KafkaError {
  return new KafkaError('ERR_KAFKA_ABORTED', {
    what: `handling ${name} no longer counts`,
    because: 'its partition has gone to another member of the group, which gets the record again',
    fix: 'End the work on it',
  })
}

function closed(name: string): KafkaError {
  return new KafkaError('ERR_KAFKA_CLOSED', {
    what: `handling ${name} no longer counts`,
    because: 'the consumer was closed, and its time is up',
    fix: 'End the work on it; it is handed out again',
  })
}
