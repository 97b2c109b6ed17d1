/** Opens every store of the set. */
export const STORE_PASSWORD = 'test-only-1'
/** Opens the keys that have a password of their own. */
export const KEY_PASSWORD = 'test-only-key-2'

/** The formats of the matrix, with keytool's flags for each. */
export const FORMATS = {
  jks: ['-storetype', 'JKS'],
  // keytool's own count, 200,000, would make every reading of the set take seconds.
  jceks: ['-storetype', 'JCEKS', '-J-Djdk.jceks.iterationCount=10000'],
  pkcs12: ['-storetype', 'PKCS12'],
  // As JDK 8 and older wrote it. keystore.pkcs12.legacy has the same algorithms, with 50,000 rounds.
  legacy: [
    '-storetype',
    'PKCS12',
    '-J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndRC2_40',
    '-J-Dkeystore.pkcs12.keyProtectionAlgorithm=PBEWithSHA1AndDESede',
    '-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA1',
    ...['certPbe', 'keyPbe', 'mac'].map((use) => `-J-Dkeystore.pkcs12.${use}IterationCount=1024`),
  ],
  none: [
    '-storetype',
    'PKCS12',
    ...['certProtection', 'mac'].map((use) => `-J-Dkeystore.pkcs12.${use}Algorithm=NONE`),
  ],
} as const satisfies Record<string, readonly string[]>

/** A format of the matrix. */
export type Format = keyof typeof FORMATS

/** The kinds of key, with keytool's flags for each. */
export const KINDS = {
  rsa: ['-keyalg', 'RSA', '-keysize', '2048'],
  ec: ['-keyalg', 'EC', '-groupname', 'secp256r1'],
  ed25519: ['-keyalg', 'Ed25519'],
} as const satisfies Record<string, readonly string[]>

/** A kind of key. */
export type Kind = keyof typeof KINDS

/** What an entry shows: plain, a chain of three, trusted, odd aliases, a password of its own. */
export const VARIANTS = ['plain', 'chain', 'trusted', 'Mixed-Case', 'schlüssel-鍵', 'own'] as const

/** What an entry shows. */
export type Variant = (typeof VARIANTS)[number]

/** One entry of a store; the secret key, which has no kind, comes on top. */
export interface Cell {
  readonly kind: Kind
  readonly variant: Variant
}

/** Every kind in every variant. */
export const ALL_CELLS: readonly Cell[] = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
  VARIANTS.map((variant) => ({ kind, variant })),
)

/** Every kind and every variant once or more, for the set in the repository. */
export const FEW_CELLS: readonly Cell[] = [
  { kind: 'rsa', variant: 'chain' },
  { kind: 'ec', variant: 'plain' },
  { kind: 'ed25519', variant: 'Mixed-Case' },
  { kind: 'ec', variant: 'schlüssel-鍵' },
  { kind: 'ec', variant: 'trusted' },
  { kind: 'ec', variant: 'own' },
]

/** The alias of a cell. */
export function aliasOf({ kind, variant }: Cell): string {
  return `${variant}-${kind}`
}
