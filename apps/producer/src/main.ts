import { runProducer } from './run-producer.ts'

process.exitCode = await runProducer(process.argv.slice(2))
