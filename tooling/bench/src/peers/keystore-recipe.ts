import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Contender } from '../runner.ts'
import { PASSWORD, type StorePair } from '../store-pairs.ts'

const run = promisify(execFile)

/** The guide's four commands: each store by keytool into PKCS#12, and that by openssl into PEM. */
export function keystoreRecipe({ keyFile, trustFile }: StorePair): Contender {
  return {
    name: 'keytool + openssl',
    operations: 1,
    async run(operations) {
      for (let done = 0; done < operations; done++) {
        await convert(keyFile)
        await convert(trustFile)
      }
      return undefined
    },
  }
}

async function convert(file: string): Promise<void> {
  const pkcs12 = `${file}.p12`
  await rm(pkcs12, { force: true })
  await run('keytool', [
    '-importkeystore',
    ...['-srckeystore', file, '-srcstorepass', PASSWORD],
    ...['-destkeystore', pkcs12, '-deststorepass', PASSWORD, '-deststoretype', 'pkcs12'],
  ])
  const pass = ['-passin', `pass:${PASSWORD}`, '-nodes']
  await run('openssl', ['pkcs12', '-in', pkcs12, '-out', `${file}.pem`, ...pass])
}

/** What the machine lacks for the recipe, and so for the whole bench; undefined where it has all. */
export async function whyNoRecipe(): Promise<string | undefined> {
  for (const [program, flag] of [
    ['keytool', '-help'],
    ['openssl', 'version'],
  ] as const) {
    const found = await run(program, [flag]).then(
      () => true,
      () => false,
    )
    if (!found) return `${program} is not on the PATH`
  }
  return undefined
}
