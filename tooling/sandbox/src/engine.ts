import type { Era, SubjectSeed, TopicSeed } from '@hops-kafka/mock-hopsworks'
import type { ClusterSettings } from './cluster-settings.ts'
import type { Certificates, Credential } from './mint.ts'

/** What runs the servers of a sandbox: containers, or processes of this machine. */
export const ENGINE_NAMES = ['container', 'jvm'] as const

/** One of {@link ENGINE_NAMES}. */
export type EngineName = (typeof ENGINE_NAMES)[number]

/** Where an engine puts what it keeps, and whom it tells how it goes. */
export interface EnginePlan {
  /** The sandbox's folder. */
  readonly directory: string
  /** Whether nobody will want the data: all goes when the servers stop, or this process dies. */
  readonly disposable: boolean
  /** Version of Apache Kafka. @default HOPS_KAFKA_KAFKA_VERSION, or else the one in kafka/pom.xml */
  readonly kafkaVersion?: string
  /** Called with one line of words at each step of a start. */
  readonly onProgress: (text: string) => void
}

/** Runs Kafka and one REST server; both engines keep the same promises. */
export interface Engine {
  readonly name: EngineName
  readonly kafkaVersion: string
  /** The host at which this process reaches the servers. */
  readonly host: string
  /**
   * Starts Kafka on the data that an earlier start in the same folder left, or on none.
   *
   * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT for settings that this engine cannot keep
   */
  startBrokers(certificates: BrokerCertificates, settings: ClusterSettings): Promise<RunningBrokers>
  /** Starts the REST server. */
  startMock(plan: MockPlan): Promise<RunningMock>
  /** Removes what the servers had in common; they are stopped before. */
  close(): Promise<void>
}

/** What the broker shows and trusts. */
export type BrokerCertificates = Pick<Certificates, 'broker' | 'root'>

/** The brokers of a sandbox by their ids, 1 first. */
export type RunningBrokers = readonly [RunningBroker, ...RunningBroker[]]

/** A Kafka node that can be killed and started again on the same port and data. */
export interface RunningBroker {
  /** `host:port` for clients, as the broker tells them. */
  readonly address: string
  /** The port of {@link address}. */
  readonly port: number
  /** `host:port` at which nothing stands in between. */
  readonly directAddress: string
  /** How the broker has ended, in words; undefined while it runs. */
  readonly ended: string | undefined
  /** Calls back when the broker ends though nobody asked it to. */
  onDeath(listener: () => void): void
  /** Ends the broker at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts the broker again on the same port and data; kills it first if it runs. */
  restart(): Promise<void>
  /** Stops the broker's time: its connections stay open and get no answer. */
  pause(): Promise<void>
  /** Lets a paused broker go on. */
  resume(): Promise<void>
  /** What the broker has logged since its last start. */
  log(): Promise<string>
  /** Lets the broker close its files, so that its data can be used again. */
  stop(): Promise<void>
  /** Ends a broker whose data nobody will want. */
  discard(): Promise<void>
}

/** What the REST server holds. */
export interface MockPlan {
  readonly tls: Credential
  /** 0 takes a free one. */
  readonly port: number
  readonly project: { readonly id: number; readonly name: string }
  readonly apiKey: string
  readonly subjects: readonly SubjectSeed[]
  readonly topics: readonly TopicSeed[]
  /** @default '3.x' */
  readonly era?: Era
}

/** A REST server that answers as Hopsworks does. */
export interface RunningMock {
  readonly port: number
  /** `https://host:port/hopsworks-api/api` */
  readonly url: string
  close(): Promise<void>
}
