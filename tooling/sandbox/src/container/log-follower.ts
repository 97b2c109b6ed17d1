import { createWriteStream, type WriteStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { EngineApi } from './engine-api.ts'

const TAIL_LENGTH = 32 * 1024
/** Before each piece: one byte for the stream, three empty, four for the length. */
const HEADER_BYTES = 8

/** What one start of a container says, kept in a file and looked at line by line. */
export class LogFollower {
  readonly #response: IncomingMessage
  readonly #file: WriteStream
  #pending = Buffer.alloc(0)
  #tail = ''
  #onText: () => void = () => undefined

  private constructor(response: IncomingMessage, file: WriteStream) {
    this.#response = response
    this.#file = file
    file.on('error', () => undefined)
    response.on('data', (chunk: Buffer) => this.#take(chunk))
    response.once('close', () => {
      file.end()
      this.#onText()
    })
    response.on('error', () => undefined)
  }

  /**
   * Follows what a container says; it does not keep this process alive.
   *
   * @param since - time from which on, as the engine tells it
   */
  static async start(
    api: EngineApi,
    id: string,
    since: string,
    file: string,
  ): Promise<LogFollower> {
    const from = (Date.parse(since) / 1000).toFixed(3)
    const query = { follow: 'true', stdout: 'true', stderr: 'true', since: from }
    const response = await api.stream(`/containers/${id}/logs`, { query })
    return new LogFollower(response, createWriteStream(file, { mode: 0o600 }))
  }

  /** The end of what was said. */
  get tail(): string {
    return this.#tail
  }

  /**
   * Waits for words.
   *
   * @returns `said`, or `ended` when the container will say nothing more, or `late`
   */
  waitFor(words: RegExp, timeMs: number): Promise<'said' | 'ended' | 'late'> {
    return new Promise((resolve) => {
      const settle = (outcome: 'said' | 'ended' | 'late'): void => {
        clearTimeout(patience)
        this.#onText = () => undefined
        resolve(outcome)
      }
      const patience = setTimeout(() => settle('late'), timeMs)
      const look = (): void => {
        if (words.test(this.#tail)) settle('said')
        else if (this.#response.destroyed) settle('ended')
      }
      this.#onText = look
      look()
    })
  }

  #take(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk])
    while (this.#pending.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#pending.readUInt32BE(4)
      if (this.#pending.length < end) break
      this.#say(this.#pending.subarray(HEADER_BYTES, end))
      this.#pending = this.#pending.subarray(end)
    }
    this.#onText()
  }

  #say(piece: Buffer): void {
    this.#file.write(piece)
    this.#tail = (this.#tail + piece.toString()).slice(-TAIL_LENGTH)
  }
}
