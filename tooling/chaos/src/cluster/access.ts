/** What a client needs to reach the brokers; goes to other processes as JSON. */
export interface Access {
  /** `host:port` */
  readonly brokers: readonly string[]
  /** PEM texts; the key is not encrypted. */
  readonly ca: string
  readonly cert: string
  readonly key: string
}
