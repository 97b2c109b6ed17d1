import { runConsumer } from './run-consumer.ts'

process.exitCode = await runConsumer(process.argv.slice(2))
