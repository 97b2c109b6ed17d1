import { SandboxError } from './errors.ts'

/** The listener of one broker, as it really is. */
export interface BrokerListener {
  /** From 1 on. */
  readonly id: number
  readonly host: string
  readonly port: number
}

/**
 * How the brokers of a disposable sandbox differ from one that is just there. What goes beyond the
 * defaults needs the engine `jvm`.
 */
export interface ClusterSettings {
  /** How many there are, 1 to 9. Every topic has a copy on up to three, of which all but one must be in sync. @default 1 */
  readonly brokers?: number
  /**
   * Tells at which `host:port` clients are to come to a broker, for example that of a proxy in front
   * of it. Called before the broker starts, and again with another port if somebody took the first
   * one. The brokers reach each other without it.
   *
   * @default where the broker listens
   */
  readonly advertise?: (broker: BrokerListener) => string | Promise<string>
  /**
   * Whether the project's user is refused IDEMPOTENT_WRITE, as by Hopsworks before 4.0. Kafka's own
   * rules cannot do that: whoever may write to any topic has it (KIP-679). @default false
   */
  readonly denyIdempotentWrite?: boolean
}

/** Controllers of more than that would not fit a small machine. */
const MOST_BROKERS = 9

/**
 * The number of brokers.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT
 */
export function countBrokers({ brokers = 1 }: ClusterSettings): number {
  if (Number.isInteger(brokers) && brokers >= 1 && brokers <= MOST_BROKERS) return brokers
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: 'The number of brokers',
    because: `it is ${brokers}`,
    fix: `Give a whole number from 1 to ${MOST_BROKERS}.`,
  })
}

/** Refuses what only the engine `jvm` can do. @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT */
export function refuseSpecialBrokers(settings: ClusterSettings): void {
  const asked = [
    countBrokers(settings) > 1 && 'brokers',
    settings.advertise && 'advertise',
    settings.denyIdempotentWrite && 'denyIdempotentWrite',
  ].filter((name) => typeof name === 'string')
  if (asked.length === 0) return
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: asked.join(', '),
    because: 'the container engine runs one broker as it comes',
    fix: "Give engine: 'jvm' as well.",
  })
}
