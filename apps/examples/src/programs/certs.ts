import { readFile } from 'node:fs/promises'
import { loadHopsworksStores } from '@hops-kafka/certs'
import type { Example } from '../example.ts'

/** Reads the two keystores of a project, and prints what a TLS client needs of them; the key stays unprinted. */
export async function run({ settings, print, say }: Example): Promise<void> {
  const { credentials } = settings.project
  if (credentials.kind !== 'stores') return say('the configuration names PEM files, not keystores')
  const { keyStore, trustStore, password } = credentials
  const { cert, ca, principal, warnings } = await loadHopsworksStores({
    keyStore: { bytes: await readFile(keyStore), name: keyStore },
    trustStore: { bytes: await readFile(trustStore), name: trustStore },
    password: password.reveal(),
  })
  for (const warning of warnings) say(`warning: ${warning}`)
  say(`the certificates of ${principal}, then those to trust:`)
  print(cert.trim())
  print(ca.trim())
}
