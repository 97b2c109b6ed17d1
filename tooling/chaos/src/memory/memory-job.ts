import type { Access } from '../cluster/access.ts'

/** How records pass through a process of ours that tells of its memory. */
export type Passage = 'sent' | 'read one by one' | 'read in batches'

/**
 * What such a process is to do. It tells in lines: `m RECORDS RSS HEAP` after each tenth of the records, bytes; the heap
 * is looked at when garbage has been collected.
 */
export interface MemoryJob {
  readonly access: Access
  readonly topic: string
  readonly passage: Passage
  readonly count: number
}
