export {
  CERTS_ERROR_CODES,
  CertsError,
  type CertsErrorCode,
  type CertsErrorDetails,
} from './errors.ts'
export { type WriteJksOptions, writeJks } from './jks/write-jks.ts'
export type {
  Keystore,
  KeystoreEntry,
  PrivateKeyEntry,
  TrustedCertificateEntry,
} from './keystore.ts'
