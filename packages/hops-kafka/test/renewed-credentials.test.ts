import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PemFiles } from '../src/config/settings.ts'
import { openCredentials } from '../src/renewed-credentials.ts'
import { Secret } from '../src/secret.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hops-kafka-renewed-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function pemFiles(): Promise<PemFiles> {
  for (const name of ['ca', 'certificate', 'key']) await writeFile(join(folder, name), `${name} 1`)
  return {
    kind: 'pem',
    ca: join(folder, 'ca'),
    certificate: join(folder, 'certificate'),
    key: join(folder, 'key'),
    keyPassword: new Secret('p'),
  }
}

it('gives the same credentials until a file changes, and then what the files hold', async () => {
  const source = await pemFiles()
  const { renewed } = await openCredentials(source)
  const first = await renewed()
  expect(first).toEqual({ ca: 'ca 1', cert: 'certificate 1', key: 'key 1', passphrase: 'p' })
  expect(await renewed()).toBe(first)

  // As a careful writer replaces a file: another one takes its place, of the same length.
  await writeFile(join(folder, 'new'), 'key 2')
  await rename(join(folder, 'new'), source.key)
  expect(await renewed()).toEqual({ ...first, key: 'key 2' })
})

it('tells a file that is gone, and finds it again once it is back', async () => {
  const source = await pemFiles()
  const { renewed } = await openCredentials(source)
  const first = await renewed()
  await rm(source.certificate)
  await expect(renewed()).rejects.toMatchObject({ code: 'ERR_CONFIG_FILE' })
  await expect(renewed()).rejects.toThrow('project.certificate_file')
  await writeFile(source.certificate, 'certificate 2')
  expect(await renewed()).toEqual({ ...first, cert: 'certificate 2' })
})
