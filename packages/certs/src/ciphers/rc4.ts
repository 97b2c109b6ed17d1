/** RC4, which OpenSSL 3 keeps out of reach. Old PKCS#12 files are all it is good for. */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = schedule(key)
  const output = new Uint8Array(data.length)
  let i = 0
  let j = 0
  for (let at = 0; at < data.length; at++) {
    i = (i + 1) & 0xff
    j = (j + octet(state, i)) & 0xff
    swap(state, i, j)
    output[at] = octet(data, at) ^ octet(state, (octet(state, i) + octet(state, j)) & 0xff)
  }
  state.fill(0)
  return output
}

function schedule(key: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  let j = 0
  for (let i = 0; i < 256; i++) {
    j = (j + octet(state, i) + octet(key, i % key.length)) & 0xff
    swap(state, i, j)
  }
  return state
}

function swap(state: Uint8Array, i: number, j: number): void {
  const kept = octet(state, i)
  state[i] = octet(state, j)
  state[j] = kept
}

function octet(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
