import type { Algorithm } from '../der/der-values.ts'
import { jceksPbeOf } from './jceks-pbe.ts'
import { JCEKS_PBE, PBE_PKCS5, PBE_PKCS12, PBES2 } from './oids.ts'
import { pkcs5PbeOf, pkcs12PbeOf } from './pbes1.ts'
import { pbes2Of } from './pbes2.ts'
import { type Scheme, unsupported } from './scheme.ts'

/** Reads an encryption's `AlgorithmIdentifier`; what cannot be decrypted here is refused by name. */
export function schemeOf(algorithm: Algorithm): Scheme {
  const { oid, node } = algorithm
  if (oid === PBES2) return pbes2Of(algorithm)
  if (PBE_PKCS12.has(oid)) return pkcs12PbeOf(algorithm)
  if (PBE_PKCS5.has(oid)) return pkcs5PbeOf(algorithm)
  if (oid === JCEKS_PBE) return jceksPbeOf(algorithm)
  throw unsupported(node, 'it is encrypted with', oid)
}
