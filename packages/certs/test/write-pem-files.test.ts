import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writePemFiles } from '../src/index.ts'
import { refusal } from './support/refusals.ts'
import { temporaryFolder } from './support/tools.ts'

const TEXTS = { key: 'a key\n', cert: 'certificates\n', ca: 'roots\n' }
const base = temporaryFolder()

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

describe('writePemFiles', () => {
  it('writes what is there, the key for its owner alone, into a folder of its own', async () => {
    const folder = join(base, 'new/cert')
    const written = await writePemFiles(folder, TEXTS)
    expect(written).toEqual({
      key: join(folder, 'key.pem'),
      cert: join(folder, 'cert.pem'),
      ca: join(folder, 'ca.pem'),
      warnings: [],
    })
    expect(readFileSync(join(folder, 'key.pem'), 'utf8')).toBe(TEXTS.key)
    expect([folder, written.key, written.cert].map((path) => mode(path ?? ''))).toEqual([
      '700',
      '600',
      '644',
    ])
    expect(readdirSync(folder).sort()).toEqual(['ca.pem', 'cert.pem', 'key.pem'])
  })

  it('takes the place of files that are there, whoever could read them', async () => {
    const folder = join(base, 'again')
    await writePemFiles(folder, { ca: 'old' })
    writeFileSync(join(folder, 'key.pem'), 'old', { mode: 0o666 })
    const { cert } = await writePemFiles(folder, { key: 'new', ca: 'new' })
    expect(cert).toBeUndefined()
    expect(readFileSync(join(folder, 'ca.pem'), 'utf8')).toBe('new')
    expect(mode(join(folder, 'key.pem'))).toBe('600')
  })

  it('says when others can look into the folder', async () => {
    const folder = join(base, 'open')
    mkdirSync(folder)
    chmodSync(folder, 0o755)
    expect((await writePemFiles(folder, TEXTS)).warnings).toEqual([
      expect.stringContaining('can look into'),
    ])
    chmodSync(folder, 0o777)
    expect((await writePemFiles(folder, TEXTS)).warnings).toEqual([
      expect.stringContaining('can write to'),
    ])
  })

  it('follows no symbolic link, and leaves nothing behind when it refuses', async () => {
    const folder = join(base, 'linked')
    const elsewhere = join(base, 'elsewhere')
    mkdirSync(folder, { mode: 0o700 })
    symlinkSync(elsewhere, join(folder, 'ca.pem'))
    const error = await refusal(() => writePemFiles(folder, TEXTS), 'ERR_CERTS_UNSAFE_PATH')
    expect(error.because).toContain('symbolic link')
    expect(readdirSync(folder)).toEqual(['ca.pem'])
    expect(existsSync(elsewhere)).toBe(false)
    symlinkSync(folder, join(base, 'link'))
    await refusal(() => writePemFiles(join(base, 'link'), TEXTS), 'ERR_CERTS_UNSAFE_PATH')
  })

  it('refuses what is no file and no folder', async () => {
    mkdirSync(join(base, 'odd/key.pem'), { recursive: true })
    await refusal(() => writePemFiles(join(base, 'odd'), TEXTS), 'ERR_CERTS_UNSAFE_PATH')
    writeFileSync(join(base, 'file'), '')
    await refusal(() => writePemFiles(join(base, 'file'), TEXTS), 'ERR_CERTS_UNSAFE_PATH')
    const error = await refusal(
      () => writePemFiles(join(base, 'file/cert'), TEXTS),
      'ERR_CERTS_WRITE',
    )
    expect(error.cause).toMatchObject({ code: 'ENOTDIR' })
  })
})
