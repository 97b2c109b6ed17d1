import { randomBytes } from 'node:crypto'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SandboxError } from '../errors.ts'
import { draftOf, readIfThere, writeFileAtomically, writing } from '../files.ts'
import { runProgram } from '../run-program.ts'
import { SERVER_FILES, serverProperties } from '../server-properties.ts'
import { listenersOn } from './broker-ports.ts'
import { javaArguments, type KafkaRuntime } from './kafka-runtime.ts'

/** Whose data they are. */
export interface DataOwner {
  /** Of the node, from 1 on. */
  readonly id: number
  /** Of all its cluster; as {@link randomUuid} makes it. */
  readonly clusterId: string
}

const META = 'meta.properties'
const SILENCE_MS = 60_000

/**
 * Sees to formatted data in the broker's folder; data of another Kafka version are replaced.
 *
 * Kafka's own tool formats once per version, into the cache of its jars; every broker takes a copy
 * with ids of its own, which spares it a JVM.
 *
 * @throws {SandboxError} ERR_SANDBOX_BROKER_DIED, ERR_SANDBOX_UNWRITABLE
 */
export async function prepareData(
  runtime: KafkaRuntime,
  folder: string,
  owner: DataOwner,
): Promise<void> {
  const data = join(folder, SERVER_FILES.data)
  const marker = join(folder, 'data-version')
  if ((await readIfThere(marker)) === runtime.jars.version) return
  const template = await formattedTemplate(runtime)
  await writing(data, async () => {
    await rm(data, { recursive: true, force: true })
    await cp(template, data, { recursive: true })
    const meta = await readFile(join(template, META), 'utf8')
    await writeFile(join(data, META), ownMeta(meta, owner))
  })
  await writeFileAtomically(marker, runtime.jars.version)
}

function ownMeta(meta: string, { id, clusterId }: DataOwner): string {
  return meta
    .replace(/^cluster\.id=.*$/m, `cluster.id=${clusterId}`)
    .replace(/^node\.id=.*$/m, `node.id=${id}`)
    .replace(/^directory\.id=.*$/m, `directory.id=${randomUuid()}`)
}

async function formattedTemplate(runtime: KafkaRuntime): Promise<string> {
  const template = join(runtime.jars.cache, 'formatted')
  if ((await readIfThere(join(template, META))) !== undefined) return template
  const draft = draftOf(template)
  await writing(template, async () => {
    await mkdir(draft)
    try {
      await format(runtime, draft)
      await rename(join(draft, SERVER_FILES.data), template).catch(async (error) => {
        // Another sandbox may have been quicker; its copy is as good.
        if ((await readIfThere(join(template, META))) === undefined) throw error
      })
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  })
  return template
}

async function format(runtime: KafkaRuntime, folder: string): Promise<void> {
  await writeFile(
    join(folder, 'server.properties'),
    serverProperties(listenersOn({ client: 1, controller: 2 })),
  )
  const args = javaArguments(runtime, [])
  args.push('kafka.tools.StorageTool', 'format', '-t', randomUuid(), '-c', 'server.properties')
  const options = { silenceMs: SILENCE_MS, cwd: folder }
  const { exitCode, output } = await runProgram(runtime.java.command, args, options)
  if (exitCode === 0) return
  throw new SandboxError('ERR_SANDBOX_BROKER_DIED', {
    what: `Formatting the data of Kafka ${runtime.jars.version}`,
    because: `Kafka's tool ended with ${exitCode}: ${output.trim().split('\n').at(-1) ?? ''}`,
    fix: 'Choose another version by HOPS_KAFKA_KAFKA_VERSION, or report this.',
  })
}

/** A UUID in Kafka's notation; one that begins with "-" would read as a flag. */
export function randomUuid(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? randomUuid() : id
}
