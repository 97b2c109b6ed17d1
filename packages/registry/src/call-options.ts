/** What a single call may be given. */
export interface CallOptions {
  /** Ends the call with `ERR_REGISTRY_ABORTED`. */
  readonly signal?: AbortSignal
}

/** What `HopsworksRegistry.register` may be given. */
export interface RegisterOptions extends CallOptions {
  /**
   * Lets the subject have another name than the record. Clients that look a schema up by its
   * record's name, as the Python guide's do, do not find it then.
   * @default false
   */
  readonly anyName?: boolean
}
