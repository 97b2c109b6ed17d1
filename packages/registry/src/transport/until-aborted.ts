/** Waits for a result, or for a signal; throws the signal's reason then and lets the result go. */
export function untilAborted<V>(result: Promise<V>, signal: AbortSignal | undefined): Promise<V> {
  if (!signal) return result
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
