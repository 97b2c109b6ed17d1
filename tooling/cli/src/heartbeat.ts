import { closeSync, openSync, utimes, utimesSync } from 'node:fs'

/** The environment variable that names the heartbeat file. */
export const HEARTBEAT_FILE = 'HOPS_KAFKA_HEARTBEAT_FILE'

/** The one code of {@link HeartbeatError}. */
export type HeartbeatErrorCode = 'ERR_HEARTBEAT'

/** The heartbeat file cannot be made. */
export class HeartbeatError extends Error {
  readonly code: HeartbeatErrorCode = 'ERR_HEARTBEAT'
  readonly what: string
  readonly because: string
  readonly fix = `Name a file in a folder that the program may write to, or unset ${HEARTBEAT_FILE}`

  constructor(file: string, cause: NodeJS.ErrnoException) {
    const what = `the heartbeat file ${file} cannot be written`
    const because = cause.code ?? cause.message
    super(`${what}: ${because}`, { cause })
    this.what = what
    this.because = because
  }
}

/** Nobody needs to know it more exactly. */
const BEAT_MS = 1000

/**
 * Shows others that a program gets on with its work: each call sets the time of change of the file named by
 * `HOPS_KAFKA_HEARTBEAT_FILE` to now, at most once a second. Without the variable it does nothing.
 *
 * Call it where work has just succeeded, never from a timer alone: a timer also runs while all else is stuck.
 *
 * The file is made here, dated 1970: neither an earlier run's file nor the mere start counts as a sign of life.
 *
 * @throws {@link HeartbeatError} `ERR_HEARTBEAT`, when the file cannot be made.
 */
export function heartbeat(env: NodeJS.ProcessEnv = process.env): () => void {
  const file = env[HEARTBEAT_FILE]
  if (file === undefined || file === '') return () => {}
  makeLifeless(file)
  let lastMs = Number.NEGATIVE_INFINITY
  return () => {
    const nowMs = performance.now()
    if (nowMs - lastMs < BEAT_MS) return
    lastMs = nowMs
    const now = new Date()
    // A beat that cannot be written is one that is missed: whoever looks at the file will see it.
    utimes(file, now, now, () => {})
  }
}

function makeLifeless(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o644))
    utimesSync(file, 0, 0)
  } catch (cause) {
    throw new HeartbeatError(file, cause as NodeJS.ErrnoException)
  }
}
