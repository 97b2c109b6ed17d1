import type { Access } from '../cluster/access.ts'
import { startLineProcess } from '../processes/line-process.ts'
import { pythonProgram } from '../processes/programs.ts'
import type { StoredRecord, StoredTopic } from './check-sent.ts'

/** Reads a whole topic with another client than the one that is tested, past all proxies. */
export async function readTopic(access: Access, topic: string): Promise<StoredTopic> {
  const records: StoredRecord[] = []
  const ends = new Map<number, number>()
  const reader = startLineProcess(
    pythonProgram('read_topic.py'),
    { access, topic },
    ([kind, partition, offset, id, key]) => {
      if (kind === 'e') ends.set(Number(partition), Number(offset))
      else records.push({ ...place(partition, offset), id: Number(id), key: keyOf(key) })
    },
  )
  const { exitCode, stderr } = await reader.ended
  if (exitCode !== 0) throw new Error(`the independent reader failed: ${stderr}`)
  return { records, ends }
}

function place(partition?: string, offset?: string) {
  return { partition: Number(partition), offset: Number(offset) }
}

function keyOf(word: string | undefined): string | undefined {
  return word === '-' ? undefined : word
}
