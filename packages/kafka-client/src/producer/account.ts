import type { CloseReport, ProducerStatistics } from './types.ts'

/** What a producer holds and what it has done. */
export class Account {
  delivered = 0
  failed = 0
  unsent = 0
  requests = 0
  batches = 0
  bytes = 0
  retries = 0
  records = 0
  heldBytes = 0
  readonly #limits: { readonly records: number; readonly bytes: number }

  constructor(limits: { readonly records: number; readonly bytes: number }) {
    this.#limits = limits
  }

  /** Whether a record has to wait. A single one is always taken, however large. */
  get full(): boolean {
    const { records, bytes } = this.#limits
    return this.records >= records || this.heldBytes >= bytes
  }

  get report(): CloseReport {
    return { delivered: this.delivered, failed: this.failed, unsent: this.unsent }
  }

  get statistics(): Omit<ProducerStatistics, 'idempotent'> {
    const { delivered, failed, unsent, requests, batches, bytes, retries } = this
    const buffered = { bufferedRecords: this.records, bufferedBytes: this.heldBytes }
    return { delivered, failed, unsent, requests, batches, bytes, retries, ...buffered }
  }
}
