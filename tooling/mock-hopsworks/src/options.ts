import type { ClusterInfoForm, Era } from './eras.ts'
import type { MockState } from './state/saved.ts'

/** A schema to be registered at start. */
export interface SubjectSeed {
  readonly subject: string
  /** Avro schema text; a subject named twice gets two versions. */
  readonly schema: string
}

/** A topic, and the one subject version that a person chose for it. */
export interface TopicSeed {
  readonly name: string
  /** Without it the topic has no schema, as can be from 3.4 on. */
  readonly subject?: string
  readonly version?: number
  readonly partitions: number
  /** @default 1 */
  readonly replicas?: number
}

/** What a key may be for. */
export const SCOPES = ['KAFKA', 'PROJECT', 'FEATURESTORE'] as const

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number]

/** The roles in a project. */
export const ROLES = ['Data owner', 'Data scientist'] as const

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number]

/** How a user stands on the cluster; only `good` ones get in. */
export const STANDINGS = ['good', 'blocked', 'deactivated', 'without role'] as const

/** One of {@link STANDINGS}. */
export type Standing = (typeof STANDINGS)[number]

/** One more API key, with less than every right. */
export interface KeySeed {
  /** In Hopsworks' form `<prefix>.<secret>`; prefixes are told apart. */
  readonly key: string
  /** @default all of them */
  readonly scopes?: readonly Scope[]
  /** Role by project's name; in a project that is not named the user is no member. @default owner of all */
  readonly roles?: Readonly<Record<string, Role>>
  /** @default 'good' */
  readonly standing?: Standing
}

/** A project's certificates, as `project/{id}/credentials` hands them out. */
export interface StoreFiles {
  /** keyStore.jks, base64. */
  readonly keyStore: string
  /** trustStore.jks, base64. */
  readonly trustStore: string
  /** Password of both stores and of the key. */
  readonly password: string
  /** The same as PEM texts, which are sent from 3.0 on. */
  readonly pem?: { readonly ca: string; readonly cert: string; readonly key: string }
}

/** A project and what it has at start. */
export interface ProjectSeed {
  readonly id: number
  readonly name: string
  /** Registered in this order, after the subject that every project begins with. */
  readonly subjects: readonly SubjectSeed[]
  /** Each names a subject version that `subjects` registers. */
  readonly topics: readonly TopicSeed[]
  /** @default none: asking for them fails */
  readonly stores?: StoreFiles
}

/** `host:port` of each broker on its two listeners. */
export interface Brokers {
  readonly internal: readonly string[]
  readonly external: readonly string[]
}

/** What the mock is to hold. */
export interface MockSeeds {
  /** The release to answer as. @default '3.x' */
  readonly era?: Era
  /** The project that `subjects`, `topics` and `stores` are of. */
  readonly project: { readonly id: number; readonly name: string }
  /** Registered in this order, after the subject that every project begins with. */
  readonly subjects: ProjectSeed['subjects']
  /** Each may name a subject version that `subjects` registers. */
  readonly topics: ProjectSeed['topics']
  /** The project's certificates. @default none: asking for them fails */
  readonly stores?: StoreFiles
  /** More projects. @default none */
  readonly projects?: readonly ProjectSeed[]
  /** What `clusterinfo` tells. @default addresses that lead nowhere */
  readonly brokers?: Brokers
  /** How `clusterinfo` tells them; `by flag with prefix` is 3.3. @default as the era does */
  readonly clusterInfo?: ClusterInfoForm
  /** What another mock has saved; a project in it takes that instead of its seeds. @default none */
  readonly state?: MockState
}

/** What the mock needs to be told. */
export interface MockHopsworksOptions extends MockSeeds {
  /** PEM texts of the server's private key and certificate chain. */
  readonly tls: { readonly key: string; readonly cert: string }
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string
  /** Port to listen on; 0 takes a free one. @default 0 */
  readonly port?: number
  /** A key with every scope, in Hopsworks' form `<prefix>.<secret>`; its user owns every project. */
  readonly apiKey: string
  /** More keys. @default none */
  readonly keys?: readonly KeySeed[]
  /**
   * What a list route answers in place of an error: it writes plain text only, so the application
   * server makes a page of it, as the backend's source has it; or the error's own JSON.
   *
   * @default 'page'
   */
  readonly listErrors?: 'page' | 'json'
}
