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
export {
  type HopsworksCredentials,
  type HopsworksStores,
  loadHopsworksStores,
  type StoreFile,
} from './load-hopsworks-stores.ts'
export { certificatesToPem, type PrivateKeyToPemOptions, privateKeyToPem } from './pem.ts'
export { type ReadKeystoreOptions, readKeystore } from './read-keystore.ts'
