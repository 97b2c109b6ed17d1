import { setTimeout as sleep } from 'node:timers/promises'
import { createProducer } from '@hops-kafka/kafka-client'
import type { Access } from '../cluster/access.ts'
import type { ChaosCluster } from '../cluster/chaos-cluster.ts'
import type { TrialContext } from './trial.ts'

/** Makes a topic of one partition that holds these values. */
export async function topicOf(
  { cluster }: Pick<TrialContext, 'cluster'>,
  ...values: readonly string[]
): Promise<string> {
  const topic = await cluster.newTopic(1)
  await send(cluster.direct, topic, values)
  return topic
}

const shared = new WeakMap<ChaosCluster, Map<string, Promise<string>>>()

/** The same for who writes nothing more to it: one topic for all that begin alike, since making one takes long. */
export function sharedTopicOf(
  context: Pick<TrialContext, 'cluster'>,
  ...values: readonly string[]
): Promise<string> {
  const topics = shared.get(context.cluster) ?? new Map<string, Promise<string>>()
  shared.set(context.cluster, topics)
  const topic = topics.get(values.join()) ?? topicOf(context, ...values)
  topics.set(values.join(), topic)
  return topic
}

/** Writes values. */
async function send(access: Access, topic: string, values: readonly string[]): Promise<void> {
  await using writer = await openWriter(access, topic)
  await writer.send(values)
}

/** Writes values, batch by batch. */
export interface Writer extends AsyncDisposable {
  send(values: readonly string[]): Promise<void>
}

/** Opens a writer; ours, which waits for a topic that has just been made. */
export async function openWriter(access: Access, topic: string): Promise<Writer> {
  const { brokers, ca, cert, key } = access
  const value = { encode: (text: string): Uint8Array => Buffer.from(text) }
  const producer = await createProducer({ brokers, tls: { ca, cert, key } }, { topic, value })
  return {
    async send(values) {
      await Promise.all(values.map((text) => producer.send({ value: text, partition: 0 })))
    },
    [Symbol.asyncDispose]: () => producer[Symbol.asyncDispose](),
  }
}

/** What something resolves with, or undefined where that takes longer. */
export function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const given = new AbortController()
  const timer = sleep(ms, undefined, { signal: given.signal }).catch(() => undefined)
  return Promise.race([work, timer]).finally(() => given.abort())
}

/** How long something takes, in ms; undefined where it is longer than the limit, or fails. */
export async function timed(limitMs: number, work: Promise<unknown>): Promise<number | undefined> {
  const startedAt = performance.now()
  return await within(
    limitMs,
    work.then(() => Math.round(performance.now() - startedAt)),
  )
}

/** Something that happens later. */
export function moment(): { readonly happen: () => void; readonly happened: Promise<true> } {
  let happen = (): void => {}
  const happened = new Promise<true>((resolve) => {
    happen = () => resolve(true)
  })
  return { happen, happened }
}

/** A time as it is told: a number, or that it was too long. */
export function inWords(ms: number | undefined, limitMs: number): string {
  return ms === undefined ? `not within ${limitMs} ms` : `after ${ms} ms`
}

/** Does something while the brokers are so far away. */
export async function fromAfar<T>(
  { proxies }: ChaosCluster,
  latencyMs: number,
  work: () => Promise<T>,
): Promise<T> {
  await Promise.all(proxies.map((proxy) => proxy.set({ latencyMs })))
  try {
    return await work()
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.calm()))
  }
}
