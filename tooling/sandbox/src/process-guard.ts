import { spawn } from 'node:child_process'

/**
 * Waits on its input for the word that all is well. When the input ends without it, this process
 * has died, by kill -9 or otherwise: then the guard kills what was left behind.
 */
const SCRIPT = `
read -r word && exit
kill -s KILL -- "-$1"
[ -z "$2" ] || rm -rf -- "$2"
`

/**
 * Has a process group killed, and a folder removed, if this process dies first. Java knows no such
 * bond, so a shell holds the other end of a pipe.
 *
 * @param leader the group's first process, which was spawned `detached`; undefined if that failed
 * @returns a function that ends the guard
 */
export function guard(leader: number | undefined, folder = ''): () => void {
  if (leader === undefined) return () => undefined
  const args = ['-c', SCRIPT, 'hops-kafka-guard', String(leader), folder]
  const child = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  return () => {
    child.stdin.end('done\n')
  }
}
