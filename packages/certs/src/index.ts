export {
  CERTS_ERROR_CODES,
  CertsError,
  type CertsErrorCode,
  type CertsErrorDetails,
} from './errors.ts'
export type {
  CertificateReport,
  OpaqueCertificate,
  ReadableCertificate,
} from './inspect/certificate-report.ts'
export {
  type EntryReport,
  inspectKeystore,
  type KeystoreReport,
} from './inspect/inspect-keystore.ts'
export { type WriteJksOptions, writeJks } from './jks/write-jks.ts'
export type {
  Keystore,
  KeystoreEntry,
  KeystoreFormat,
  PrivateKeyEntry,
  SecretKeyEntry,
  TrustedCertificateEntry,
  UnreadableKeyEntry,
  WritableEntry,
} from './keystore.ts'
export {
  type HopsworksCredentials,
  type HopsworksStores,
  loadHopsworksStores,
  type StoreFile,
} from './load-hopsworks-stores.ts'
export type { Integrity, Protection } from './opened-keystore.ts'
export { certificatesToPem, type PrivateKeyToPemOptions, privateKeyToPem } from './pem/pem.ts'
export { type PemTexts, type ToPemOptions, toPem } from './pem/to-pem.ts'
export { type PemFileTexts, type WrittenPemFiles, writePemFiles } from './pem/write-pem-files.ts'
export { type WritePkcs12Options, writePkcs12 } from './pkcs12/write-pkcs12.ts'
export { type ReadKeystoreOptions, readKeystore } from './read-keystore.ts'
