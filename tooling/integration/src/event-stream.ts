import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** How soon a client comes back; a browser takes some seconds. */
const RETRY_MS = 100

/** What a plot's event stream has told so far. */
export interface PlotEvents extends AsyncDisposable {
  /** Snapshots, one a connection. */
  readonly snapshots: number
  readonly deltas: number
  /** Records that the newest frame counts. */
  readonly records: number
}

/** Reads a plot's `/events`, and comes back when the connection ends, as a browser does. */
export function followEvents(url: string): PlotEvents {
  const leave = new AbortController()
  const seen = { snapshots: 0, deltas: 0, records: 0 }
  const following = follow(new URL('/events', url), seen, leave.signal)
  return {
    get snapshots() {
      return seen.snapshots
    },
    get deltas() {
      return seen.deltas
    },
    get records() {
      return seen.records
    },
    async [Symbol.asyncDispose]() {
      leave.abort()
      await following
    },
  }
}

interface Seen {
  snapshots: number
  deltas: number
  records: number
}

async function follow(url: URL, seen: Seen, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await open(url, signal)
      let rest = ''
      for await (const text of response) {
        const messages = (rest + text).split('\n\n')
        rest = messages.pop() ?? ''
        for (const message of messages) take(message, seen)
      }
    } catch {
      // Nobody listens at the moment, or the connection broke.
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {})
  }
}

function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((onResponse, onError) => {
    get(url, { agent: false, signal }, (response) => {
      onResponse(response.setEncoding('utf8'))
    }).on('error', onError)
  })
}

function take(message: string, seen: Seen): void {
  const [, name, data] = /^event: (snapshot|delta)\ndata: (.*)$/.exec(message) ?? []
  if (name === undefined || data === undefined) return
  if (name === 'snapshot') seen.snapshots++
  else seen.deltas++
  seen.records = (JSON.parse(data) as { status: { records: number } }).status.records
}
