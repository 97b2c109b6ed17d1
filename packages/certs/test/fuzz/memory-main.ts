/** Reads what is hostile to memory, in a process of its own: how far its size grows cannot be told otherwise. */
import { readFileSync, writeFileSync } from 'node:fs'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../../src/der/encode-der.ts'
import { TAG } from '../../src/der/tags.ts'
import { CertsError, readKeystore } from '../../src/index.ts'
import { CONTENT } from '../../src/pkcs12/oids.ts'
import { watch } from './watch.ts'

const SIZE = 1024 * 1024

/** A PKCS#12 file around a safe's content. */
function pkcs12Of(safe: Uint8Array): Uint8Array {
  const info = (content: Uint8Array) =>
    sequence(encodeOid(CONTENT.data), encodeDer(TAG.context0Constructed, content))
  const octets = (bytes: Uint8Array) => encodeDer(TAG.octetString, bytes)
  return sequence(encodeInteger(3), info(octets(sequence(info(octets(safe))))))
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
  'a name as long as the file': Buffer.concat([
    Buffer.from('feedfeed000000020000000100000002ffff', 'hex'),
    Buffer.alloc(SIZE, 0x41),
  ]),
}

// What is compiled at first use is not the input's doing.
await measure(INPUTS['the smallest entries of JKS'] ?? new Uint8Array())
for (const [name, bytes] of Object.entries(INPUTS)) {
  const measured = await measure(bytes)
  process.stdout.write(`${JSON.stringify({ name, bytes: bytes.length, ...measured })}\n`)
}

async function measure(bytes: Uint8Array) {
  globalThis.gc?.()
  // Linux forgets the peak so far.
  writeFileSync('/proc/self/clear_refs', '5')
  const before = process.memoryUsage.rss()
  let outcome = 'read'
  const { blockedMs } = await watch(async () => {
    try {
      await readKeystore(bytes, { password: 'password' })
    } catch (error) {
      if (!(error instanceof CertsError)) throw error
      outcome = error.code
    }
  })
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return { outcome, grownBytes: Number(peak) * 1024 - before, blockedMs }
}
