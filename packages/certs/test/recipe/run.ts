import { spawnSync } from 'node:child_process'

/** Starts a JVM twice as fast, which matters for a tool that runs for milliseconds. */
const QUICK_JVM = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'

/** What a program said, and whether it was content. */
export interface Outcome {
  readonly isDone: boolean
  readonly stdout: string
  /** Its words where it refused, without what the JVM says about its flags. */
  readonly words: string
}

/** Runs a program, in English and in UTF-8. */
export function attempt(program: string, args: readonly string[], input?: string): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8', JAVA_TOOL_OPTIONS: QUICK_JVM },
    ...(input === undefined ? {} : { input }),
  })
  if (error) throw error
  const words = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Picked up'))
    .join(' ')
  return { isDone: status === 0, stdout, words }
}

/** Runs a program that has to succeed; gives its standard output. */
export function run(program: string, args: readonly string[], input?: string): string {
  const { isDone, stdout, words } = attempt(program, args, input)
  if (!isDone) throw new Error(`${program} ${args[0]}: ${words}`)
  return stdout
}
