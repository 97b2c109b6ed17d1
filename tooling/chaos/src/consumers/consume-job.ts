import type { Access } from '../cluster/access.ts'

/**
 * What a consumer's process is to do, until SIGTERM ends it. It tells in lines: `j` when it has joined the group (and
 * each time that it has got partitions), `h PARTITION OFFSET ID MS` when it has handled a record; MS since the epoch.
 */
export interface ConsumeJob {
  readonly access: Access
  readonly topic: string
  readonly groupId: string
  /** Where each record is sent on to, with its key, before it counts as handled. @default nowhere */
  readonly sendOnTo?: string
}
