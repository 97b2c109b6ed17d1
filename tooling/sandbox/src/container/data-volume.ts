import { createHash } from 'node:crypto'
import type { EngineApi } from './engine-api.ts'
import { LABEL } from './labels.ts'
import { removeData } from './left-behind.ts'
import { place } from './owner.ts'

/** Kept data of a sandbox's folder. */
export interface DataVolume {
  readonly name: string
  /** Id of the cluster whose data they are. */
  readonly clusterId: string
}

/** Sees to a volume for the folder's data; data of another Kafka version are replaced, as on the JVM. */
export async function prepareVolume(
  api: EngineApi,
  directory: string,
  kafkaVersion: string,
): Promise<DataVolume> {
  const id = createHash('sha256').update(`${place()} ${directory}`).digest()
  const name = `hops-kafka-${id.toString('hex').slice(0, 16)}`
  const labels = {
    [LABEL.directory]: directory,
    [LABEL.place]: place(),
    [LABEL.kafkaVersion]: kafkaVersion,
  }
  const make = () =>
    api.call<{ Labels?: Record<string, string> }>('/volumes/create', {
      method: 'POST',
      body: { Name: name, Labels: labels },
    })
  // One that is there is answered as it is.
  const volume = await make()
  if (volume?.Labels?.[LABEL.kafkaVersion] !== kafkaVersion) {
    await removeData(api, directory)
    await make()
  }
  // In Kafka's notation; one that begins with "-" would read as a flag.
  return { name, clusterId: `A${id.toString('base64url').slice(1, 22)}` }
}
