import zlib from 'node:zlib'
import { Decompress } from 'fzstd'

/** What Node has from 22.15 and 23.8 on. */
interface Zstd {
  zstdCompressSync(bytes: Buffer): Buffer
  zstdDecompressSync(bytes: Buffer, options: { readonly maxOutputLength: number }): Buffer
}

const native: Partial<Zstd> = zlib as unknown as Partial<Zstd>

/** Whether this Node can write Zstandard. Reading works on any. */
export const writesZstd = typeof native.zstdCompressSync === 'function'

/** Compresses with Node's own Zstandard, which {@link writesZstd} says is there. */
export function zstd(bytes: Buffer): Buffer {
  return (native as Zstd).zstdCompressSync(bytes)
}

/** Decompresses with Node's own Zstandard, or with one in JavaScript. */
export function unzstd(bytes: Buffer, limitBytes: number): Buffer {
  if (native.zstdDecompressSync !== undefined) {
    return native.zstdDecompressSync(bytes, { maxOutputLength: limitBytes })
  }
  const chunks: Uint8Array[] = []
  let length = 0
  const stream = new Decompress((chunk) => {
    length += chunk.length
    if (length > limitBytes) throw new Error(`it holds more than ${limitBytes} bytes`)
    chunks.push(chunk)
  })
  stream.push(bytes, true)
  return Buffer.concat(chunks)
}
