import { spawn } from 'node:child_process'

/** What opens an address in the user's browser; the address is the last argument. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
const ELSEWHERE: readonly string[] = ['xdg-open']

/** Opens an address in the browser; `onFailure` is told when there is none. */
export function openBrowser(url: string, onFailure: (reason: string) => void): void {
  const [program = '', ...args] = OPENERS[process.platform] ?? ELSEWHERE
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.once('error', ({ message }) => onFailure(message))
  child.once('exit', (code) => {
    if (code !== 0) onFailure(`${program} ended with ${code}`)
  })
  child.unref()
}
