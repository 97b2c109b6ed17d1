import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import kafkajs, { type Kafka } from 'kafkajs'
import { parse } from 'smol-toml'

const { Kafka: Client, logLevel } = kafkajs

type Toml = Record<string, Record<string, string>>

/** The values of a config.toml, by table. */
export async function readConfig(configFile: string): Promise<Toml> {
  return parse(await readFile(configFile, 'utf8')) as Toml
}

/** A client as anybody would make one from config.toml and the PEM files that it names. */
export async function projectClient(configFile: string): Promise<Kafka> {
  const { hops, project, kafka } = await readConfig(configFile)
  const read = (key: string) => readFile(join(dirname(configFile), project?.[key] ?? ''), 'utf8')
  return new Client({
    brokers: [`${hops?.['url']}:${kafka?.['port']}`],
    logLevel: logLevel.NOTHING,
    ssl: {
      ca: await read('ca_file'),
      cert: await read('certificate_file'),
      key: await read('key_file'),
      passphrase: project?.['key_password'],
      // Named as in config.toml; where it names none, there is none to check.
      ...(kafka?.['server_name'] === undefined
        ? { checkServerIdentity: () => undefined }
        : { servername: kafka['server_name'] }),
    },
  })
}

/** Sends texts to partition 0 of a topic. */
export async function send(
  client: Kafka,
  topic: string,
  texts: readonly string[],
  { idempotent = true } = {},
): Promise<void> {
  const producer = client.producer({ idempotent })
  await producer.connect()
  try {
    await producer.send({ topic, messages: texts.map((value) => ({ value, partition: 0 })) })
  } finally {
    await producer.disconnect()
  }
}

/** Reads so many texts of a topic as a group that begins at its start. */
export async function receive(client: Kafka, topic: string, count: number): Promise<string[]> {
  const consumer = client.consumer({ groupId: `group-${crypto.randomUUID()}` })
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    return await new Promise((resolve, reject) => {
      const texts: string[] = []
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error))
      const eachMessage = async ({ message }: { message: { value: Buffer | null } }) => {
        texts.push(String(message.value))
        if (texts.length === count) resolve(texts)
      }
      consumer.run({ eachMessage }).catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
}
