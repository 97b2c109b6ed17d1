/** A promise and what fulfils it. */
export interface Signal {
  readonly promise: Promise<void>
  readonly fire: () => void
}

/** A signal that can be fired once. */
export function signal(): Signal {
  let fire = (): void => {}
  const promise = new Promise<void>((resolve) => {
    fire = resolve
  })
  return { promise, fire }
}
