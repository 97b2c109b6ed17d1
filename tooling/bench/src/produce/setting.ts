/** What a client program is told before it begins; the same for each. */
export interface Setting {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly partitions: number
  /** PEM texts. */
  readonly tls: {
    readonly ca: string
    readonly cert: string
    readonly key: string
    readonly passphrase: string
  }
  readonly schema: string
  readonly schemaId: number
}

/** What a round is to do. */
export interface Order {
  /** What to do; each client has its own. */
  readonly task: string
  readonly operations: number
  /** How many different keys. */
  readonly keys: number
  /** Letters in each record's id, which make it large. */
  readonly idLength: number
}

/** The guide's record. */
export interface Reading {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

/** The keys of a round, and values of the guide's record. */
export function recordsOf({ keys, idLength }: Order): {
  readonly keys: readonly string[]
  readonly values: readonly Reading[]
} {
  const names = Array.from({ length: keys }, (_, index) => `sensor${index}`)
  const values = Array.from({ length: 1_024 }, (_, index) => ({
    timestamp: 1_700_000_000_000 + index * 500,
    id: (names[index % keys] as string).padEnd(idLength, '.'),
    value: 10 + 0.1 * index + 40 * Math.cos(index / 16),
  }))
  return { keys: names, values }
}
