import { startLineProcess } from '../processes/line-process.ts'
import { pythonProgram } from '../processes/programs.ts'
import { type BadRecord, ID_HEADER, type PoisonedTopic } from './poisoned-topic.ts'

/** A record of a dead-letter topic, as an independent reader found it. */
export interface Letter {
  readonly key: string
  readonly value: Buffer
  readonly timestamp: number
  readonly headers: readonly (readonly [name: string, text: string])[]
}

/** Reads a dead-letter topic with another client than the one that is tested. */
export async function readLetters({ cluster }: PoisonedTopic, topic: string): Promise<Letter[]> {
  const letters: Letter[] = []
  const bytes = (word = ''): Buffer => Buffer.from(word, 'base64')
  const reader = startLineProcess(
    pythonProgram('read_letters.py'),
    { access: cluster.direct, topic },
    ([, key, value, timestamp, headers]) =>
      void letters.push({
        key: bytes(key).toString(),
        value: bytes(value),
        timestamp: Number(timestamp),
        headers: JSON.parse(bytes(headers).toString()),
      }),
  )
  const { exitCode, stderr } = await reader.ended
  if (exitCode !== 0) throw new Error(`the reader of dead letters failed: ${stderr}`)
  return letters
}

/** What is wrong with dead letters: there has to be one of each bad record, with all it had and where it came from. */
export function letterComplaints(
  { topic, bad }: Pick<PoisonedTopic, 'topic' | 'bad'>,
  groupId: string,
  letters: readonly Letter[],
): string[] {
  const byId = new Map<string, Letter[]>()
  for (const letter of letters) {
    const id = textOf(letter, ID_HEADER) ?? 'none'
    byId.set(id, [...(byId.get(id) ?? []), letter])
  }
  const foreign = [...byId.keys()].filter((id) => !bad.some((record) => String(record.id) === id))
  return [
    ...foreign.map((id) => `a letter of record ${id}, which is good`),
    ...bad.flatMap((record) => {
      const own = byId.get(String(record.id)) ?? []
      if (own.length !== 1) return [`${own.length} letters of bad record ${record.id}`]
      return own.flatMap((letter) => differences(letter, record, { topic, groupId }))
    }),
  ]
}

function differences(
  letter: Letter,
  { id, poison, partition, offset, key, value, timestamp }: BadRecord,
  { topic, groupId }: { readonly topic: string; readonly groupId: string },
): string[] {
  const wanted: Readonly<Record<string, string>> = {
    topic,
    partition: String(partition),
    offset: String(offset),
    timestamp: String(timestamp),
    group: groupId,
    error: poison === 'bytes' ? 'ERR_KAFKA_BAD_RECORD' : 'ERR_KAFKA_HANDLER',
    attempts: '1',
  }
  const wrong = Object.entries(wanted).filter(
    ([name, text]) => textOf(letter, `dead-letter.${name}`) !== text,
  )
  const isWhole = letter.key === key && letter.value.equals(value) && letter.timestamp === timestamp
  return [
    ...wrong.map(([name]) => `the letter of ${id} has another ${name}`),
    ...(isWhole ? [] : [`the letter of ${id} is not what the record was`]),
    ...(textOf(letter, 'dead-letter.cause') ? [] : [`the letter of ${id} names no cause`]),
  ]
}

function textOf({ headers }: Letter, name: string): string | undefined {
  return headers.find(([own]) => own === name)?.[1]
}
