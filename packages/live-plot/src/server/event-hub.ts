import type { ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { PlotModel } from '../model/plot-model.ts'
import { EventClient } from './event-client.ts'
import { FrameBuilder } from './frame-builder.ts'

/** More streams than this are refused; a browser opens at most six to one server. */
export const MOST_CLIENTS = 64

/** All open event streams, fed from one frame. */
export class EventHub {
  readonly #frames: FrameBuilder
  readonly #clients = new Set<EventClient>()

  constructor(model: PlotModel) {
    this.#frames = new FrameBuilder(model)
  }

  /** Whether no further stream is taken. */
  get isFull(): boolean {
    return this.#clients.size >= MOST_CLIENTS
  }

  /** Takes over a response whose headers are written. */
  add(response: ServerResponse): void {
    const client = new EventClient(response, performance.now())
    this.#clients.add(client)
    response.on('close', () => this.#clients.delete(client))
    client.send(this.#frames, performance.now())
  }

  /** Sends what changed to everyone. */
  tick(): void {
    const nowMs = performance.now()
    const isChanged = this.#frames.cut()
    for (const client of this.#clients) {
      if (client.isStalled(nowMs)) client.cut()
      else if (isChanged) client.send(this.#frames, nowMs)
      else client.rest(this.#frames, nowMs)
    }
  }

  /** Ends every stream; resolves when each has got the last it will take. */
  async close(): Promise<void> {
    await Promise.all([...this.#clients].map((client) => client.end()))
  }
}
