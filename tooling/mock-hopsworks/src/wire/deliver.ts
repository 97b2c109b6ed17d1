import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from '../faults/struck-answer.ts'
import type { Answer } from './answers.ts'

/** Sends an answer, as late and as broken as it is to go out. */
export async function deliver(response: ServerResponse, delivery: Delivery): Promise<void> {
  const { answer, delayMs, breaks } = delivery
  if (breaks === 'hang') return
  // The timer must not keep a stopping process.
  if (delayMs !== undefined) await sleep(delayMs, undefined, { ref: false })
  if (breaks === 'cut') cut(response, answer)
  else send(response, answer)
}

/** Sends an answer whole. */
export function send(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer)
  response.end(answer.body)
}

/** Promises a whole body and sends half of it. */
function cut(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer)
  const half = answer.body.slice(0, Math.ceil(answer.body.length / 2))
  response.write(half, () => response.destroy())
}

function writeHead(response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  response.writeHead(status, {
    ...headers,
    ...(status === 204
      ? {}
      : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
  })
}
