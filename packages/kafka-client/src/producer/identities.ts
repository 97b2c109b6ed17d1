import type { KafkaError } from '../errors.ts'
import type { ProducerIdAnswer } from '../wire/init-producer-id.ts'

/** Whom the broker takes for the sender of a batch: sequences count within an epoch of a producer id (KIP-98). */
export interface Identity {
  /** -1 without idempotence. */
  readonly producerId: bigint
  readonly epoch: number
}

/** No idempotence. */
export const NOBODY: Identity = { producerId: -1n, epoch: -1 }
const LAST_EPOCH = 32_767

/** What identities need of their producer. */
export interface IdentitySource {
  /** Asks the cluster for a producer id; retried within. @throws KafkaError */
  readonly fresh: () => Promise<ProducerIdAnswer>
  /** Told when an identity that was waited for is there, or when it failed. */
  readonly onFresh: () => void
  /** Told why idempotence is given up. */
  readonly onDropped: (error: KafkaError) => void
  /** Whether the producer may go on without. */
  readonly optional: boolean
}

/**
 * Hands out identities. All lanes begin with the same producer id; the epoch is counted per partition, since it is
 * per partition that a broker compares it.
 */
export class Identities {
  readonly #source: IdentitySource
  #first: Identity
  #waiting = false
  #spare: Identity | undefined

  constructor(source: IdentitySource, first: Identity) {
    this.#source = source
    this.#first = first
  }

  /** Whether batches carry sequences. */
  get idempotent(): boolean {
    return this.#first !== NOBODY
  }

  /** What a partition begins with. */
  first(): Identity {
    return this.#first
  }

  /**
   * What a partition goes on with after it left a sequence open: the next epoch; where there is none, or the broker
   * does not take ours, another producer id, which has to be waited for: `undefined`.
   */
  after(former: Identity, { because }: KafkaError): Identity | undefined {
    if (this.#first === NOBODY) return NOBODY
    const fenced = /INVALID_PRODUCER_EPOCH|PRODUCER_FENCED/.test(because)
    if (former.epoch < LAST_EPOCH && !fenced) return { ...former, epoch: former.epoch + 1 }
    const spare = this.#spare
    this.#spare = undefined
    if (spare === undefined) this.#fetch()
    return spare
  }

  /** The cluster denies idempotence to us, although it gave a producer id. Says whether to go on without. */
  deny(error: KafkaError): boolean {
    if (!this.#source.optional) return false
    if (this.#first !== NOBODY) {
      this.#first = NOBODY
      this.#source.onDropped(error)
    }
    return true
  }

  #fetch(): void {
    if (this.#waiting) return
    this.#waiting = true
    this.#source
      .fresh()
      .then(
        ({ producerId, epoch }) => {
          this.#spare = { producerId, epoch }
        },
        // The lane asks again; meanwhile its records keep to their deadline.
        () => {},
      )
      .finally(() => {
        this.#waiting = false
        this.#source.onFresh()
      })
  }
}
