import { scrypt } from 'node:crypto'
import { type Algorithm, integerOf } from '../der/der-values.ts'
import { childAt, childrenOf, malformed } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { CertsError } from '../errors.ts'
import type { SpendRounds } from './iteration-budget.ts'
import { keyBytesOf } from './pbkdf2.ts'
import { parametersOf, saltOf } from './scheme.ts'

/** What OpenSSL allows by default; its own files take 16 MiB. */
const MAX_MEMORY_BYTES = 32 * 1024 * 1024

/** `scrypt-params` (RFC 7914, section 7). */
export interface Scrypt {
  readonly salt: Uint8Array
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
  readonly keyBytes: number | undefined
  /** As people write it. */
  readonly label: string
}

/** Reads the parameters of scrypt, and refuses what takes more memory than any keystore should. */
export function scryptOf(kdf: Algorithm): Scrypt {
  const parameters = parametersOf(kdf, 'scrypt')
  const parts = childrenOf(parameters, TAG.sequence, 'the parameters of scrypt')
  const number = (nth: number, field: string) => integerOf(childAt(parameters, parts, nth), field)
  const salt = saltOf(childAt(parameters, parts, 0))
  const cost = number(1, 'the cost of scrypt')
  const blockSize = number(2, 'the block size of scrypt')
  const parallelization = number(3, 'the parallelization of scrypt')
  if (cost < 2 || !Number.isInteger(Math.log2(cost)) || blockSize < 1 || parallelization < 1) {
    throw malformed(parameters, `scrypt has N=${cost}, r=${blockSize}, p=${parallelization}`)
  }
  const label = `scrypt (N=${cost}, r=${blockSize}, p=${parallelization})`
  if (128 * blockSize * (cost + parallelization) > MAX_MEMORY_BYTES) {
    throw new CertsError('ERR_CERTS_TOO_COSTLY', {
      what: kdf.node.what,
      because: `it asks for ${label}, which takes more than ${MAX_MEMORY_BYTES} bytes of memory`,
      fix: 'The file is hostile or damaged; if it is neither, write it again with a smaller N',
    })
  }
  const keyBytes = parts[4] && keyBytesOf(parts[4])
  return { salt, cost, blockSize, parallelization, keyBytes, label }
}

/** How many rounds of PBKDF2 take about as long. */
export function scryptRounds({ cost, blockSize, parallelization }: Scrypt): number {
  return 2 * cost * blockSize * parallelization
}

/** Derives a key on the thread pool. */
export function deriveScrypt(
  parameters: Scrypt,
  { password, length }: { password: Uint8Array; length: number },
  spend: SpendRounds,
): Promise<Uint8Array> {
  spend(scryptRounds(parameters))
  const { salt, cost, blockSize, parallelization } = parameters
  // Node counts a little more than the memory of the blocks.
  const options = { cost, blockSize, parallelization, maxmem: 2 * MAX_MEMORY_BYTES }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
