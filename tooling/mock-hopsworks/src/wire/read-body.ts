import type { IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 1024 * 1024

/**
 * The body as text; undefined when it is longer than the mock reads. Reading stops there without
 * ending the request, for that would take the connection away under the answer.
 */
export function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= MAX_BODY_BYTES) return
      request.off('data', take).pause()
      resolve(undefined)
    }
    request.on('data', take)
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', reject)
  })
}
