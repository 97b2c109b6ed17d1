import { gunzipSync, gzipSync } from 'node:zlib'
import { KafkaError, reasonOf } from '../../errors.ts'
import { lz4, unlz4 } from './lz4.ts'
import { snappy, unsnappy } from './snappy.ts'
import { unzstd, writesZstd, zstd } from './zstd.ts'

/** How the records of a batch are compressed; the position is the code in its attributes (KIP-98, KIP-110). */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

/** One of {@link COMPRESSIONS}. */
export type Compression = (typeof COMPRESSIONS)[number]

interface Codec {
  compress(bytes: Buffer): Buffer
  decompress(bytes: Buffer, limitBytes: number): Buffer
}

const CODECS: Readonly<Record<Compression, Codec>> = {
  none: { compress: (bytes) => bytes, decompress: (bytes) => bytes },
  gzip: {
    compress: (bytes) => gzipSync(bytes),
    decompress: (bytes, limitBytes) => gunzipSync(bytes, { maxOutputLength: limitBytes }),
  },
  snappy: { compress: snappy, decompress: unsnappy },
  lz4: { compress: lz4, decompress: unlz4 },
  zstd: { compress: zstd, decompress: unzstd },
}

/** What a batch may hold at most once it is decompressed: a few bytes can stand for very many. */
const LIMIT_BYTES = 256 * 1024 * 1024

/** Compresses the records of a batch. */
export function compress(compression: Compression, bytes: Buffer): Buffer {
  return CODECS[compression].compress(bytes)
}

/**
 * Decompresses the records of a batch by the code in its attributes.
 * @param limitBytes - what they may come to. @defaultValue 256 MB
 * @throws KafkaError `ERR_KAFKA_COMPRESSION` for bytes that are damaged, for too many, and for a code unknown
 */
export function decompress(code: number, bytes: Buffer, limitBytes = LIMIT_BYTES): Buffer {
  const compression = COMPRESSIONS[code]
  if (compression === undefined) {
    const because = `its compression has the code ${code}, which none has`
    throw unreadable('cannot read a batch', because)
  }
  try {
    return CODECS[compression].decompress(bytes, limitBytes)
  } catch (cause) {
    throw unreadable(`cannot read a batch compressed with ${compression}`, reasonOf(cause), cause)
  }
}

/**
 * A compression that can be written here.
 * @throws KafkaError `ERR_KAFKA_COMPRESSION` for zstd where this Node cannot write it
 */
export function writableCompression(compression: Compression): Compression {
  if (compression !== 'zstd' || writesZstd) return compression
  throw new KafkaError('ERR_KAFKA_COMPRESSION', {
    what: 'cannot compress with zstd',
    because: `Node ${process.versions.node} cannot write it`,
    fix: 'Use Node 22.15 or later, or lz4',
  })
}

function unreadable(what: string, because: string, cause?: unknown): KafkaError {
  const fix = 'Find what wrote it; if other consumers read it, report this'
  return new KafkaError('ERR_KAFKA_COMPRESSION', { what, because, fix, cause })
}
