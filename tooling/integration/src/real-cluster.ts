import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loadConfig, type Settings } from 'hops-kafka'
import { Agent, request } from 'undici'
import type { Cluster } from './cluster.ts'

/** A topic on which suites agree, as Hopsworks wants to be asked for it. */
const REPLICAS = 1

/** A cluster that somebody else runs: topics are asked for at its REST server, and deleted at the end. */
export async function openRealCluster(config: string): Promise<Cluster> {
  const settings = await loadConfig(resolve(config))
  const rest = await restOf(settings)
  const made: string[] = []
  const stop = async (): Promise<void> => {
    for (const name of made.splice(0)) await rest.call('DELETE', `/topics/${name}`)
    await rest.close()
  }
  return {
    engine: 'real',
    configFile: settings.file,
    brokers: settings.kafka.brokers,
    async createTopic(name, { partitions = 1 } = {}) {
      const schema = await rest.call('GET', `/topics/${settings.kafka.topic}/subjects`)
      await rest.call('POST', '/topics', {
        name,
        numOfPartitions: partitions,
        numOfReplicas: REPLICAS,
        schemaName: schema['subject'],
        schemaVersion: schema['version'],
      })
      made.push(name)
    },
    killBroker: () => notOurs('killed'),
    restartBroker: () => notOurs('restarted'),
    pauseBroker: () => notOurs('paused'),
    resumeBroker: () => notOurs('resumed'),
    brokerLog: () => notOurs('asked for its log'),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function notOurs(what: string): Promise<never> {
  return Promise.reject(new Error(`a real cluster's broker is not to be ${what} by a test`))
}

interface Rest {
  call(method: Method, path: string, body?: object): Promise<Record<string, unknown>>
  close(): Promise<void>
}

type Method = 'GET' | 'POST' | 'DELETE'

async function restOf({ registry }: Settings): Promise<Rest> {
  const { verify } = registry
  const trust = typeof verify === 'string' ? { ca: await readFile(verify) } : {}
  const dispatcher = new Agent({ connect: { ...trust, rejectUnauthorized: verify !== false } })
  const headers = {
    authorization: `ApiKey ${registry.apiKey.reveal()}`,
    'content-type': 'application/json',
  }
  return {
    async call(method, path, body) {
      const json = body === undefined ? null : JSON.stringify(body)
      const options = { method, headers, body: json, dispatcher }
      const answer = await request(`${registry.url}${path}`, options)
      const text = await answer.body.text()
      if (answer.statusCode < 300) return text === '' ? {} : JSON.parse(text)
      throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`)
    },
    close: () => dispatcher.close(),
  }
}
