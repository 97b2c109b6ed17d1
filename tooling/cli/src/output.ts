import type { Stop } from './stop-signal.ts'

/** Ends the program quietly when the reader of its output goes away, as `head` does. */
export function stopWhenClosed(stream: NodeJS.WriteStream, stop: Stop): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    stop.request('output closed')
  })
}
