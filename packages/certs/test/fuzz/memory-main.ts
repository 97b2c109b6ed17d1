/** Reads what is hostile to memory, in a process of its own: how far its size grows cannot be told otherwise. */
import { encodeDer, encodeInteger, encodeOid, sequence } from '../../src/der/encode-der.ts'
import { TAG } from '../../src/der/tags.ts'
import { CertsError, readKeystore } from '../../src/index.ts'
import { CONTENT } from '../../src/pkcs12/oids.ts'
import { watchFairly } from './watch.ts'

const SIZE = 1024 * 1024
/** Of what takes long to decipher or to parse. */
const LARGEST = 6 * SIZE

const octets = (bytes: Uint8Array) => encodeDer(TAG.octetString, bytes)

function contentInfo(type: string, content: Uint8Array): Uint8Array {
  return sequence(encodeOid(type), encodeDer(TAG.context0Constructed, content))
}

function pkcs12Around(safe: Uint8Array): Uint8Array {
  return sequence(encodeInteger(3), contentInfo(CONTENT.data, octets(sequence(safe))))
}

/** A PKCS#12 file around a safe's content. */
function pkcs12Of(safe: Uint8Array): Uint8Array {
  return pkcs12Around(contentInfo(CONTENT.data, octets(safe)))
}

/** A PKCS#12 file with so much in one safe that no password opens. @param pbe - of RFC 7292, appendix C */
function pkcs12Sealed(pbe: string): Uint8Array {
  const algorithm = sequence(encodeOid(pbe), sequence(octets(Buffer.alloc(8)), encodeInteger(1)))
  const data = encodeDer(TAG.context0, Buffer.alloc(LARGEST))
  const sealed = sequence(encodeOid(CONTENT.data), algorithm, data)
  return pkcs12Around(contentInfo(CONTENT.encryptedData, sequence(encodeInteger(0), sealed)))
}

/** Entries of a JKS file, as many as there is room for. */
function jksOf(entry: Uint8Array): Uint8Array {
  const count = Math.floor(SIZE / entry.length)
  const head = Buffer.from('feedfeed0000000200000000', 'hex')
  head.writeUInt32BE(count, 8)
  return Buffer.concat([head, Buffer.alloc(count * entry.length, entry), Buffer.alloc(20)])
}

const INPUTS: Readonly<Record<string, Uint8Array>> = {
  'tiny values in a safe': pkcs12Of(
    encodeDer(TAG.sequence, Buffer.alloc(SIZE, Uint8Array.of(5, 0))),
  ),
  'tiny bags': pkcs12Of(
    encodeDer(
      TAG.sequence,
      Buffer.alloc(SIZE, sequence(encodeOid('1.2.3'), encodeDer(0xa0, encodeDer(5)))),
    ),
  ),
  'a string in pieces of one octet': pkcs12Of(
    encodeDer(0x24, Buffer.alloc(SIZE, encodeDer(TAG.octetString, Uint8Array.of(0x30)))),
  ),
  'values without end': pkcs12Of(Buffer.alloc(SIZE, Uint8Array.of(0x30, 0x80))),
  'the smallest entries of JKS': jksOf(
    Buffer.from('00000002000000000000000000000005582e35303900000000', 'hex').subarray(0, 25),
  ),
  'a chain of empty certificates': Buffer.concat([
    Buffer.from('feedfeed00000001000000010000000100000000000000000000000000000004000400000', 'hex'),
    Buffer.alloc(SIZE),
  ]),
  'a Java object that refers to itself': Buffer.concat([
    Buffer.from('cececece00000002000000010000000300000000000000000000aced0005', 'hex'),
    Buffer.alloc(SIZE, Uint8Array.of(0x75, 0x71, 0, 0x7e, 0, 0)),
  ]),
  'a safe under 3DES': pkcs12Sealed('1.2.840.113549.1.12.1.3'),
  'a safe under RC2': pkcs12Sealed('1.2.840.113549.1.12.1.6'),
  'a safe under RC4': pkcs12Sealed('1.2.840.113549.1.12.1.1'),
  'a certificate as long as the file': Buffer.concat([
    Buffer.from('feedfeed0000000100000001000000020001610000000000000000', 'hex'),
    uint32(LARGEST),
    encodeDer(TAG.sequence, Buffer.alloc(LARGEST - 5)),
    Buffer.alloc(20),
  ]),
  'a name as long as the file': Buffer.concat([
    Buffer.from('feedfeed000000020000000100000002ffff', 'hex'),
    Buffer.alloc(SIZE, 0x41),
  ]),
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

// What is compiled at first use is not the input's doing.
await measure(INPUTS['the smallest entries of JKS'] ?? new Uint8Array())
for (const [name, bytes] of Object.entries(INPUTS)) {
  const measured = await measure(bytes)
  process.stdout.write(`${JSON.stringify({ name, bytes: bytes.length, ...measured })}\n`)
}

async function measure(bytes: Uint8Array) {
  globalThis.gc?.()
  let outcome = 'read'
  const { blockedMs, grownBytes } = await watchFairly(async () => {
    try {
      await readKeystore(bytes, { password: 'password' })
    } catch (error) {
      if (!(error instanceof CertsError)) throw error
      outcome = error.code
    }
  }, true)
  return { outcome, grownBytes, blockedMs }
}
