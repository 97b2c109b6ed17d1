import { spawn } from 'node:child_process'

/**
 * Is told on its input which process group it guards, and at the end that all is well. When the
 * input ends without that word, this process has died, by kill -9 or otherwise: then the guard kills
 * what was left behind.
 */
const SCRIPT = `
if read -r leader; then
  read -r word && exit
  kill -s KILL -- "-$leader"
fi
[ -z "$1" ] || rm -rf -- "$1"
`

/** Sees to it that a process group does not outlive this process. */
export interface ProcessGuard {
  /** Names the group's first process, which was spawned `detached`; undefined if that failed. */
  watch(leader: number | undefined): void
  /** Ends the guard. */
  release(): void
}

/**
 * Has a process group killed, and a folder removed, if this process dies first. Java knows no such
 * bond, so a shell holds the other end of a pipe. It is started before the group, which this process
 * could else leave behind between the two.
 */
export function startGuard(folder = ''): ProcessGuard {
  const args = ['-c', SCRIPT, 'hops-kafka-guard', folder]
  const child = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  // Without a leader it waits for two words.
  let word = 'none\ndone\n'
  return {
    watch: (leader) => {
      if (leader === undefined) return
      child.stdin.write(`${leader}\n`)
      word = 'done\n'
    },
    release: () => {
      if (child.stdin.writable) child.stdin.end(word)
    },
  }
}
