import { statSync } from 'node:fs'
import { argv, env, exit, stderr } from 'node:process'

/** Says by its exit code whether the heartbeat file is younger than so many seconds, the first argument. */
function check(file: string | undefined, maxAgeS: number): string | undefined {
  if (file === undefined || file === '') return 'HOPS_KAFKA_HEARTBEAT_FILE is not set'
  if (!(maxAgeS > 0)) return 'usage: main.mjs SECONDS'
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  if (changed === undefined) return `no heartbeat: ${file} is missing`
  if (changed === 0) return 'no heartbeat yet'
  const ageS = (Date.now() - changed) / 1000
  return ageS < maxAgeS ? undefined : `last heartbeat ${ageS.toFixed(0)} s ago`
}

const fault = check(env['HOPS_KAFKA_HEARTBEAT_FILE'], Number(argv[2]))
if (fault !== undefined) {
  stderr.write(`${fault}\n`)
  exit(1)
}
