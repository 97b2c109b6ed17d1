import type { Numbers } from './frame.ts'

const BYTES_A_NUMBER = 8

/** Reads the numbers of a frame. Runs in browsers and in Node alike. */
export function decodeNumbers(numbers: Numbers): Float64Array {
  const text = atob(numbers)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  const view = new DataView(bytes.buffer)
  const decoded = new Float64Array(Math.floor(bytes.length / BYTES_A_NUMBER))
  // Read one by one: the byte order is fixed whatever machine the browser runs on.
  for (let index = 0; index < decoded.length; index++) {
    decoded[index] = view.getFloat64(index * BYTES_A_NUMBER, true)
  }
  return decoded
}
