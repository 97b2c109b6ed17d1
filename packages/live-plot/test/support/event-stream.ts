import { get, type IncomingMessage } from 'node:http'
import { decodeNumbers } from '../../src/decode-numbers.ts'
import type { Frame } from '../../src/frame.ts'

/** What a client of the event stream has received. */
export interface EventStream {
  readonly frames: readonly Frame[]
  /** Names of all events, `bye` too. */
  readonly events: readonly string[]
  readonly isEnded: boolean
  close(): void
}

/** Opens `/events` and reads frames as they come. */
export async function openEvents(url: string): Promise<EventStream> {
  const address = new URL(url)
  address.pathname = '/events'
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(address, { agent: false }, resolve).on('error', reject)
  })
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`)
  const frames: Frame[] = []
  const events: string[] = []
  let isEnded = false
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    const messages = (rest + text).split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const event = /^event: (\w+)\ndata: (.*)$/.exec(message)
      if (event === null) continue
      events.push(event[1] ?? '')
      if (event[1] !== 'bye') frames.push(JSON.parse(event[2] ?? ''))
    }
  })
  response.on('close', () => {
    isEnded = true
  })
  response.on('error', () => {})
  return {
    frames,
    events,
    get isEnded() {
      return isEnded
    },
    close: () => response.destroy(),
  }
}

/** A client's view of the series after the frames: what the page would keep. */
export function replay(frames: readonly Frame[], window: number) {
  let names: string[] = []
  let values: number[][] = []
  let next: number[] = []
  let seq = 0
  for (const frame of frames) {
    if (frame.type === 'snapshot') [names, values, next] = [[], [], []]
    else if (frame.seq !== seq + 1) throw new Error(`frame ${frame.seq} after ${seq}`)
    seq = frame.seq
    for (const { id, key } of frame.keys) {
      names[id] = key
      values[id] = []
      next[id] ??= 0
    }
    for (const { id, first, values: numbers } of frame.points) {
      const more = [...decodeNumbers(numbers)]
      const old = first === next[id] ? (values[id] ?? []) : []
      values[id] = [...old, ...more].slice(-window)
      next[id] = first + more.length
    }
  }
  return new Map(names.map((name, id) => [name, { next: next[id], values: values[id] }]))
}
