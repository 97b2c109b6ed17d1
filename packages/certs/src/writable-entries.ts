import { badArgument } from './arguments.ts'
import { isSequence } from './der/der-values.ts'
import type { CertsError } from './errors.ts'
import type { WritableEntry } from './keystore.ts'

/** The form under which Java looks an alias up, and which it therefore writes. */
export function javaAlias(alias: string): string {
  return alias.toLowerCase()
}

/** Refuses entries that Java would not read back as they are; `what` names the store in errors. */
export function checkWritable(entries: readonly WritableEntry[], what: string): void {
  const seen = new Set<string>()
  for (const entry of entries) {
    const because = faultOf(entry)
    if (because !== undefined) throw refuse(what, entry.alias, because)
    const alias = javaAlias(entry.alias)
    if (seen.has(alias)) {
      throw refuse(what, entry.alias, 'it occurs twice; Java knows aliases without case')
    }
    seen.add(alias)
  }
}

/** The refusal of one entry. */
export function refuse(what: string, alias: string, because: string): CertsError {
  const name = JSON.stringify(alias.slice(0, 40))
  return badArgument(`${what}, alias ${name}`, because, 'Correct the entry')
}

function faultOf(entry: WritableEntry): string | undefined {
  if (Number.isNaN(entry.createdAt.getTime())) return 'its createdAt is not a date'
  switch (entry.kind) {
    case 'trusted-certificate':
      return isSequence(entry.certificate) ? undefined : 'its certificate is not X.509 in DER'
    case 'private-key':
      return keyFaultOf(entry)
    default:
      return `it is of kind ${String((entry as { kind: unknown }).kind)}, which cannot be written`
  }
}

function keyFaultOf({
  chain,
  privateKey,
}: WritableEntry & { readonly kind: 'private-key' }): string | undefined {
  if (chain.length === 0) return 'its key has no certificate'
  if (!chain.every(isSequence)) return 'one of its certificates is not X.509 in DER'
  return isSequence(privateKey) ? undefined : 'its key is not PKCS#8 in DER'
}
