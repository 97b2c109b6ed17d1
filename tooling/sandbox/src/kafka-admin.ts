import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type AclOperationTypes, type Admin } from 'kafkajs'
import { PROJECT } from './guide.ts'
import type { Certificates } from './mint.ts'

// A CommonJS module whose names Node cannot see from outside.
const { AclOperationTypes: Operation, AclPermissionTypes, AclResourceTypes } = kafkajs
const { Kafka, logLevel, ResourcePatternTypes } = kafkajs

/** Where the super user reaches the broker, and how. */
export interface AdminAccess {
  readonly broker: string
  readonly certificates: Pick<Certificates, 'admin' | 'root'>
}

/** A topic to be made. */
export interface NewTopic {
  readonly name: string
  readonly partitions: number
}

const PRINCIPAL = `User:${PROJECT.user}`
const POLL_MS = 20

/** Runs calls of the broker's super user. */
export async function withAdmin<T>(
  { broker, certificates }: AdminAccess,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const { admin: credential, root } = certificates
  const kafka = new Kafka({
    brokers: [broker],
    clientId: 'sandbox-admin',
    connectionTimeout: 20_000,
    logLevel: logLevel.NOTHING,
    ssl: {
      key: credential.key,
      cert: credential.chain,
      ca: root,
      // The broker's certificate may name nobody, as on Hopsworks; the chain is checked.
      checkServerIdentity: () => undefined,
    },
  })
  const admin = kafka.admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
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

/** Makes a topic unless it is there, and lets the project's user write and read it. */
export async function createProjectTopic(
  admin: Admin,
  { name, partitions }: NewTopic,
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
      topics: [{ topic: name, numPartitions: partitions, replicationFactor: 1 }],
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
  for (;;) {
    const { resources } = await admin.describeAcls(filter)
    const found = resources.reduce((sum, { acls }) => sum + acls.length, 0)
    if (found >= count) return
    await sleep(POLL_MS)
  }
}
