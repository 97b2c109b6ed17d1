import type { SubjectVersion } from '../answers/versions.ts'
import type { RegistrySettings } from '../options.ts'
import { AnswerCache } from './answer-cache.ts'
import type { Counters } from './counters.ts'

/** Some thousand schemas of the largest size that Hopsworks keeps: 32 Mi characters. */
const BY_ID_BOUNDS = { entries: 10_000, weight: 32 * 1024 * 1024 }
const CHANGING_BOUNDS = { entries: 1000, weight: 8 * 1024 * 1024 }
/** What an entry costs besides its text. */
const ENTRY_CHARACTERS = 200

/** What a registry's client keeps. */
export class SchemaCaches {
  /** Schema texts by id. An id never changes its schema, so only the bounds make one go. */
  readonly byId: AnswerCache<number, string>
  /** What may be another one soon: the latest of a subject, the subject of a topic; by path. */
  readonly changing: AnswerCache<string, SubjectVersion>

  constructor({ latestTtlMs, missTtlMs }: RegistrySettings, counters: Counters) {
    this.byId = new AnswerCache({
      bounds: BY_ID_BOUNDS,
      weigh: (text) => text.length + ENTRY_CHARACTERS,
      ttlMs: Number.POSITIVE_INFINITY,
      missTtlMs,
      counters,
    })
    this.changing = new AnswerCache({
      bounds: CHANGING_BOUNDS,
      weigh: ({ schema }) => schema.length + ENTRY_CHARACTERS,
      ttlMs: latestTtlMs,
      missTtlMs,
      counters,
    })
  }

  /** Something was registered, deleted or linked. */
  noteChange(): void {
    this.byId.forget('misses')
    this.changing.forget('everything')
  }
}
