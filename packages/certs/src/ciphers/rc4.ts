/** RC4, which OpenSSL 3 keeps out of reach. Old PKCS#12 files are all it is good for. */
export class Rc4 {
  readonly #state: Uint8Array
  #i = 0
  #j = 0

  constructor(key: Uint8Array) {
    this.#state = schedule(key)
  }

  /** Encrypts or decrypts what comes next. */
  update(data: Uint8Array): Uint8Array {
    const state = this.#state
    const output = new Uint8Array(data.length)
    for (let at = 0; at < data.length; at++) {
      this.#i = (this.#i + 1) & 0xff
      this.#j = (this.#j + octet(state, this.#i)) & 0xff
      swap(state, this.#i, this.#j)
      const key = octet(state, (octet(state, this.#i) + octet(state, this.#j)) & 0xff)
      output[at] = octet(data, at) ^ key
    }
    return output
  }

  /** Forgets the key. */
  wipe(): void {
    this.#state.fill(0)
  }
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
