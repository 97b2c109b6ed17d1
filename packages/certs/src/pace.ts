import { setImmediate } from 'node:timers/promises'

const TURN_MS = 10
/** The slowest cipher takes some milliseconds for so many. */
const PIECE_BYTES = 32 * 1024

/**
 * Shares the event loop: what it gives is awaited between the steps of a long piece of work, and lets
 * others have their turn once the work has kept them waiting for 10 ms.
 */
export function pacer(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < TURN_MS) return
    await setImmediate()
    since = performance.now()
  }
}

/** Hands on the bytes in pieces, sharing the event loop between them: a hostile file has 16 MiB. */
export async function inPieces(bytes: Uint8Array, use: (piece: Uint8Array) => void): Promise<void> {
  const pace = pacer()
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    use(bytes.subarray(at, at + PIECE_BYTES))
    await pace()
  }
}
