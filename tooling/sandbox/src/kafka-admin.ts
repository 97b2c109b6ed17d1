import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type AclOperationTypes, type Admin } from 'kafkajs'
import { SandboxError } from './errors.ts'
import { CONSUMER_GROUP, PROJECT } from './guide.ts'
import type { Certificates, Credential } from './mint.ts'

// A CommonJS module whose names Node cannot see from outside.
const { AclOperationTypes: Operation, AclPermissionTypes, AclResourceTypes } = kafkajs
const { Kafka, logLevel, ResourcePatternTypes } = kafkajs

/** Where the super user reaches the broker, and how. */
export interface AdminAccess {
  readonly brokers: readonly string[]
  readonly certificates: Pick<Certificates, 'admin' | 'root'>
}

/** A topic to be made. */
export interface NewTopic {
  readonly name: string
  readonly partitions: number
  /** How many brokers have its records. @default 1 */
  readonly copies?: number
}

const PRINCIPAL = `User:${PROJECT.user}`
const POLL_MS = 20
/** What the broker does within a second when the machine is idle. */
const SETTLE_MS = 60_000

/**
 * Runs calls of the broker's super user; again, where a broker has not heard of a topic or of another broker yet.
 *
 * @throws {SandboxError} ERR_SANDBOX_ADMIN
 */
export async function withAdmin<T>(
  { brokers, certificates }: AdminAccess,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  for (const deadline = Date.now() + SETTLE_MS; ; await sleep(POLL_MS)) {
    const admin = adminOf(brokers, certificates.admin, certificates.root)
    try {
      await admin.connect()
      return await use(admin)
    } catch (cause) {
      if (!isUnsettled(cause) || Date.now() > deadline) throw callFailed(brokers, cause)
    } finally {
      await admin.disconnect()
    }
  }
}

/**
 * A broker learns later than the controller what there is, and of several one later than another.
 * On a busy machine that takes longer than KafkaJS waits.
 */
function isUnsettled(error: unknown): boolean {
  const names = ['KafkaJSBrokerNotFound', 'KafkaJSProtocolError']
  return error instanceof Error && names.includes(error.name) && isRetriable(error)
}

function callFailed(brokers: readonly string[], cause: unknown): SandboxError {
  return new SandboxError('ERR_SANDBOX_ADMIN', {
    what: `A call of the sandbox's own to the broker ${brokers.join(', ')}`,
    because: cause instanceof Error ? cause.message : String(cause),
    fix: 'Is the broker up? Its log in the folder of the sandbox tells more.',
    cause,
  })
}

function adminOf(brokers: readonly string[], { key, chain }: Credential, root: string): Admin {
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId: 'sandbox-admin',
    connectionTimeout: 20_000,
    logLevel: logLevel.NOTHING,
    // The broker is up; what it is not ready for takes it milliseconds.
    retry: { initialRetryTime: 50, retries: 12 },
    ssl: {
      key,
      cert: chain,
      ca: root,
      // The broker's certificate may name nobody, as on Hopsworks; the chain is checked.
      checkServerIdentity: () => undefined,
    },
  })
  return kafka.admin()
}

/**
 * Waits until each of several brokers lets the project's user at topics that were just made; they
 * hear of them one after another.
 */
export async function usableEverywhere(
  brokers: readonly string[],
  { user, root }: Pick<Certificates, 'user' | 'root'>,
  topics: readonly string[],
): Promise<void> {
  await Promise.all(
    brokers.map(async (broker) => {
      for (const deadline = Date.now() + SETTLE_MS; ; await sleep(POLL_MS)) {
        // The first call of a new client goes to the broker that it was given.
        const admin = adminOf([broker], user, root)
        try {
          await admin.connect()
          await admin.fetchTopicMetadata({ topics: [...topics] })
          return
        } catch (error) {
          if (Date.now() > deadline) throw error
        } finally {
          await admin.disconnect()
        }
      }
    }),
  )
}

/** Makes the project's topics, and lets its user use them and any consumer group. May be called again. */
export async function setUpProject(admin: Admin, topics: readonly NewTopic[]): Promise<void> {
  await Promise.all([
    allowGroups(admin),
    prepareGroups(admin),
    ...topics.map((topic) => createProjectTopic(admin, topic)),
  ])
}

/** Lets the project's user into any consumer group, as Hopsworks does. */
export async function allowGroups(admin: Admin): Promise<void> {
  await admin.createAcls({
    acl: [
      {
        ...allow(Operation.READ),
        resourceType: AclResourceTypes.GROUP,
        resourceName: '*',
        resourcePatternType: ResourcePatternTypes.LITERAL,
      },
    ],
  })
}

/**
 * Has the broker make its topic of offsets, which it does when the first group asks for its
 * coordinator. Thus the first consumer does not have to wait for that.
 */
export async function prepareGroups(admin: Admin): Promise<void> {
  for (const deadline = Date.now() + SETTLE_MS; ; await sleep(POLL_MS)) {
    try {
      await admin.fetchOffsets({ groupId: CONSUMER_GROUP })
      return
    } catch (error) {
      // KafkaJS itself does not try this call again while the coordinator is loading.
      if (Date.now() > deadline || !isRetriable(error)) throw error
    }
  }
}

function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}

/** Makes a topic unless it is there, and lets the project's user write and read it. */
export async function createProjectTopic(
  admin: Admin,
  { name, partitions, copies = 1 }: NewTopic,
): Promise<void> {
  const topic = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: name,
    resourcePatternType: ResourcePatternTypes.LITERAL,
  }
  // Either one implies DESCRIBE, and writing to any topic implies IDEMPOTENT_WRITE (KIP-679).
  const acl = [Operation.READ, Operation.WRITE].map((operation) => ({
    ...allow(operation),
    ...topic,
  }))
  await Promise.all([
    admin.createTopics({
      topics: [{ topic: name, numPartitions: partitions, replicationFactor: copies }],
      waitForLeaders: true,
    }),
    admin.createAcls({ acl }),
  ])
  await aclsInForce(admin, topic, acl.length)
}

function allow(operation: AclOperationTypes) {
  return {
    principal: PRINCIPAL,
    host: '*',
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  }
}

/** The controller answers before the broker's authorizer has heard of a new rule. */
async function aclsInForce(
  admin: Admin,
  topic: Pick<
    Parameters<Admin['describeAcls']>[0],
    'resourceType' | 'resourceName' | 'resourcePatternType'
  >,
  count: number,
): Promise<void> {
  const filter = {
    ...topic,
    principal: PRINCIPAL,
    operation: Operation.ANY,
    permissionType: AclPermissionTypes.ANY,
  }
  for (const deadline = Date.now() + SETTLE_MS; ; await sleep(POLL_MS)) {
    const { resources } = await admin.describeAcls(filter)
    const found = resources.reduce((sum, { acls }) => sum + acls.length, 0)
    if (found >= count || Date.now() > deadline) return
  }
}
