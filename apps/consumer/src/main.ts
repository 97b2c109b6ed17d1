import { runConsumer } from './run-consumer.ts'

const exitCode = await runConsumer(process.argv.slice(2))
// A join that was given up may hold its connection for as long as a silent member's time-out.
process.exit(exitCode)
