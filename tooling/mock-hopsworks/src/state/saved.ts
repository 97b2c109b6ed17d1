import type { Level } from '../avro/levels.ts'
import type { Topic } from './topic-table.ts'

/** All that a mock has learnt, as JSON: give it to another one as `state` and it goes on from there. */
export interface MockState {
  /** The schema id to be given next. */
  readonly nextSchemaId: number
  readonly projects: readonly SavedProject[]
  readonly topics: readonly Topic[]
}

/** One project of a {@link MockState}. */
export interface SavedProject {
  readonly id: number
  readonly name: string
  readonly registry: SavedSubjects
}

/** The registry of a {@link SavedProject}. */
export interface SavedSubjects {
  readonly level: Level
  readonly schemas: readonly { readonly id: number; readonly schema: string }[]
  readonly subjects: readonly {
    readonly subject: string
    /** The subject's own level, where it has one. */
    readonly level?: Level
    readonly versions: readonly { readonly version: number; readonly id: number }[]
  }[]
}
