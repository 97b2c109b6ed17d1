import { EXIT, reportError } from '@hops-kafka/cli'
import { makeTopic } from './make-topic.ts'
import { writeFiles } from './write-files.ts'

const TASKS: Readonly<Record<string, () => Promise<void>>> = {
  files: writeFiles,
  topic: makeTopic,
}

/** Does what compose.yaml asks for by a word. */
async function main(word = ''): Promise<number> {
  const task = TASKS[word]
  if (task === undefined) {
    process.stderr.write(`usage: ${Object.keys(TASKS).join(' | ')}\n`)
    return EXIT.usage
  }
  try {
    await task()
    return EXIT.ok
  } catch (error) {
    return reportError(error, { json: false, stream: process.stderr })
  }
}

process.exitCode = await main(process.argv[2])
