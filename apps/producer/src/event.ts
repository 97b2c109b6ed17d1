/** One record of the guide's schema. */
export interface SensorEvent {
  /** Event time, milliseconds since the epoch. */
  readonly timestamp: number
  /** The sensor's id, also the record's key. */
  readonly id: string
  /** What the sensor read. */
  readonly value: number
}

/** The event as a line of text, for `--simple`. */
export function asText({ timestamp, id, value }: SensorEvent): string {
  return `${id} ${new Date(timestamp).toISOString()} ${value}`
}
