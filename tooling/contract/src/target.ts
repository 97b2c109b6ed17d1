import type { Era } from '@hops-kafka/mock-hopsworks'
import type { HopsworksProject, HopsworksRegistry } from '@hops-kafka/registry'
import type { KeyName } from './case.ts'

/** The columns of the table, in its order. */
export const COLUMNS = ['mock 2.2', 'mock 3.x', 'mock 5.x', 'other registry', 'real'] as const

/** One of {@link COLUMNS}. */
export type Column = (typeof COLUMNS)[number]

/** A server to hold against the contract. */
export interface Target extends AsyncDisposable {
  readonly column: Column
  /** How Hopsworks answers there; undefined for a registry that is not Hopsworks'. */
  readonly era: Era | undefined
  /** What the registry's routes are below. */
  readonly registryUrl: string
  /** What the others are below. */
  readonly apiUrl: string
  readonly projectName: string
  readonly projectId: number
  /** CA of the server, as PEM; undefined for Node's own. */
  readonly ca: string | undefined
  /** The value of the `Authorization` header; undefined where none is to be sent. */
  authorization(key: KeyName): string | undefined
  readonly registry: HopsworksRegistry
  /** Undefined for a registry that is not Hopsworks'. */
  readonly project: HopsworksProject | undefined
}
