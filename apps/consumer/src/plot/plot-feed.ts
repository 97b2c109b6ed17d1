import type { LivePlot } from '@hops-kafka/live-plot'
import type { ConsumedRecord, FailedRecord } from 'hops-kafka'
import { chooseFields, describeChoice, type NamedFields } from '../fields/choose-fields.ts'
import type { Field } from '../fields/field.ts'
import { fieldsOfValue } from '../fields/fields-of-value.ts'
import { pointReader } from '../fields/read-point.ts'

/** What a feed needs to know. */
export interface FeedOptions {
  readonly plot: Pick<LivePlot, 'push' | 'bad'>
  /** Fields of the topic's schema; undefined where it cannot be had: then the first record shows them. */
  readonly fields: readonly Field[] | undefined
  readonly named: NamedFields
  readonly say: (text: string) => void
}

/** Makes points of records. */
export class PlotFeed {
  readonly #options: FeedOptions
  #read: ReturnType<typeof pointReader> | undefined
  #bytes = 0
  #records = 0
  #bad = 0

  constructor(options: FeedOptions) {
    this.#options = options
    if (options.fields !== undefined) this.#choose(options.fields)
  }

  /** Records taken, bad ones not among them. */
  get records(): number {
    return this.#records
  }

  /** Records that have no point. */
  get bad(): number {
    return this.#bad
  }

  /** So many bytes of values were decoded; they count with the next record. */
  addBytes(bytes: number): void {
    this.#bytes += bytes
  }

  /** Plots a record. */
  take(record: ConsumedRecord<unknown>): void {
    const { plot } = this.#options
    if (this.#read === undefined && record.value !== null) {
      this.#choose(fieldsOfValue(record.value))
    }
    const point = (this.#read ?? pointReader(NO_FIELDS))(record)
    if ('reason' in point) {
      const { topic, partition, offset } = record
      const key = point.key === undefined ? {} : { key: point.key }
      this.#bad += 1
      plot.bad({ topic, partition, offset, ...key, error: point.reason })
      return
    }
    plot.push(point.key, point.timeMs, point.value, { bytes: this.#bytes })
    this.#bytes = 0
    this.#records += 1
  }

  /** Shows a record that could not be decoded. */
  skip({ topic, partition, offset, key, value, error }: FailedRecord): void {
    const name = key === null ? {} : { key: Buffer.from(key).toString('utf8') }
    this.#bad += 1
    // The place and the first bytes are shown beside it.
    this.#options.plot.bad({
      ...{ topic, partition, offset, ...name },
      error: error.because,
      ...(value && { firstBytes: value }),
    })
  }

  #choose(fields: readonly Field[]): void {
    const { named, say } = this.#options
    const choice = chooseFields(fields, named)
    this.#read = pointReader(choice)
    say(`${describeChoice(choice)}; --value, --key and --time name other fields`)
    const known = new Set(fields.map(({ path }) => path))
    for (const path of Object.values(named)) {
      if (!known.has(path)) say(`warning: there is no field ${path}; there are ${[...known]}`)
    }
  }
}

const NO_FIELDS = { key: undefined, time: undefined, value: undefined }
