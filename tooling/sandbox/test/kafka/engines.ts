import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineApi } from '../../src/container/engine-api.ts'
import { imageNames } from '../../src/container/image-names.ts'
import { LABEL } from '../../src/container/labels.ts'
import { probeEngine } from '../../src/container/probe.ts'
import type { EngineName } from '../../src/engine.ts'
import { chooseKafkaVersion } from '../../src/kafka-version.ts'
import { isAlive } from '../../src/process-info.ts'

/** An engine as a suite sees it. */
export interface EngineUnderTest {
  readonly name: EngineName
  /** For names of tests: says why they are skipped, where they are. */
  readonly title: string
  readonly missing: boolean
  /** Whether servers of the sandbox in a folder run. */
  isRunning(directory: string): Promise<boolean>
  /** Kills the broker behind the sandbox's back. */
  killBroker(directory: string): Promise<void>
}

const jvm: EngineUnderTest = {
  name: 'jvm',
  title: 'on the jvm engine',
  missing: false,
  isRunning: async (directory) => isAlive(await brokerPid(directory)),
  killBroker: async (directory) => {
    process.kill(await brokerPid(directory), 'SIGKILL')
  },
}

async function brokerPid(directory: string): Promise<number> {
  const text = await readFile(join(directory, 'kafka', 'broker.pid'), 'utf8').catch(() => '')
  return Number(text) || 2 ** 30
}

/** The engine's API, for what a test asks behind the sandbox's back. */
export async function api(): Promise<EngineApi> {
  return await probeEngine()
}

/** A container as the engine lists it. */
export interface ListedContainer {
  readonly Id: string
  readonly State: string
  readonly Labels: Readonly<Record<string, string>>
  readonly Ports: readonly { readonly IP?: string; readonly PublicPort?: number }[]
}

/** The containers of the sandbox in a folder, running or not. */
export async function containersOf(directory: string): Promise<readonly ListedContainer[]> {
  const filters = JSON.stringify({ label: [`${LABEL.directory}=${directory}`] })
  const query = { all: 'true', filters }
  return (await (await api()).call<ListedContainer[]>('/containers/json', { query })) ?? []
}

const missing = await whatIsMissing()
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing)

const container: EngineUnderTest = {
  name: 'container',
  title: `on the container engine${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  missing: missing !== undefined,
  isRunning: async (directory) => (await containersOf(directory)).length > 0,
  killBroker: async (directory) => {
    const broker = (await containersOf(directory)).find(
      ({ Labels }) => Labels[LABEL.role] === 'kafka',
    )
    await (await api()).call(`/containers/${broker?.Id}/kill`, { method: 'POST' })
  },
}

/** Both engines, the one that this machine lacks among them. */
export const ENGINES: readonly EngineUnderTest[] = [jvm, container]

/** For suites of containers alone. */
export const CONTAINERS = container

async function whatIsMissing(): Promise<string | undefined> {
  const engine = await probeEngine().catch((error: Error) => error)
  if (engine instanceof Error) return 'no container engine'
  const { kafka, node } = imageNames(await chooseKafkaVersion(undefined))
  for (const { override, name, offline } of [kafka, node]) {
    const wanted = override === undefined ? [name, offline] : [override]
    const found = await Promise.all(wanted.map((image) => isHere(engine, image)))
    if (!found.includes(true)) return `no image ${wanted.join(' or ')}`
  }
  return undefined
}

async function isHere(engine: EngineApi, image: string): Promise<boolean> {
  return await engine.call(`/images/${image}/json`).then(
    () => true,
    () => false,
  )
}
