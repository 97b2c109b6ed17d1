import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { writeJks } from '../../src/index.ts'
import { keyEntry, trustedEntry } from '../support/entries.ts'
import { mint } from '../support/mint.ts'
import { temporaryFolder } from '../support/tools.ts'

const PASSWORD = ' a pass word '
const root = mint('Root')
const intermediate = mint('Int', { issuer: root, authority: true })
const me = mint('demo__meb10000', { issuer: intermediate })
const you = mint('you', { issuer: intermediate })
const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const KEYS = at('keyStore.jks')
const TRUST = at('trustStore.jks')

writeFileSync(KEYS, writeJks([keyEntry('me', me, intermediate)], { password: PASSWORD }))
writeFileSync(TRUST, writeJks([trustedEntry('root', root)], { password: PASSWORD }))
writeFileSync(
  at('several.jks'),
  writeJks([keyEntry('me', me, intermediate), keyEntry('you', you, intermediate)], {
    password: PASSWORD,
    keyPassword: 'of the keys',
  }),
)
writeFileSync(at('password'), `${PASSWORD}\r\n`)
writeFileSync(at('passphrase'), 'of the PEM')

/** Runs the program with what is typed or piped into it. */
async function run(args: readonly string[], input: { typed?: string; piped?: string } = {}) {
  const raw: boolean[] = []
  const isTTY = input.typed !== undefined
  const setRawMode = (on: boolean) => raw.push(on)
  const stdin = Object.assign(new PassThrough(), isTTY ? { isTTY, setRawMode } : {})
  stdin.end(input.typed ?? input.piped ?? '')
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const env = { STORE_PASSWORD: PASSWORD, KEY_PASSWORD: 'of the keys' }
  const exitCode = await runCli(args, { stdin, stdout, stderr, env })
  const said = (stream: PassThrough) => String(stream.read() ?? '')
  return { exitCode, out: said(stdout), words: said(stderr), raw }
}

const FROM_ENV = ['--password-env', 'STORE_PASSWORD']

describe('hops-certs convert', () => {
  it('writes the three files and says what they are and how to use them', async () => {
    const out = at('cert')
    const {
      exitCode,
      out: said,
      words,
    } = await run(['convert', KEYS, TRUST, '--out', out, ...FROM_ENV])
    expect({ exitCode, words }).toEqual({ exitCode: 0, words: '' })
    expect(said).toContain('CN=demo__meb10000, valid until')
    expect(said).toContain(`ssl.key.location=${out}/key.pem`)
    expect(createPrivateKey(readFileSync(join(out, 'key.pem'))).equals(me.key)).toBe(true)
    expect(readFileSync(join(out, 'cert.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(2)
  })

  it.each<[string, string[], { typed?: string; piped?: string }]>([
    ['a file', ['--password-file', at('password')], {}],
    ['standard input', ['--password-stdin'], { piped: `${PASSWORD}\n` }],
    ['the keyboard', [], { typed: ` aX\u007f pass word \r` }],
  ])('takes the password from %s', async (_, flags, input) => {
    const result = await run(
      ['convert', KEYS, TRUST, '--out', at('other'), '--json', ...flags],
      input,
    )
    expect(result.exitCode).toBe(0)
    expect(JSON.parse(result.out)).toMatchObject({ subject: 'CN=demo__meb10000', daysLeft: 364 })
    expect(result.raw).toEqual(input.typed === undefined ? [] : [true, false])
    expect(result.words).not.toContain('pass word')
  })

  it('takes one of several keys, and encrypts it', async () => {
    const flags = [...FROM_ENV, '--key-password-env', 'KEY_PASSWORD', '--out', at('you')]
    const several = await run(['convert', at('several.jks'), ...flags])
    expect(several.exitCode).toBe(78)
    expect(several.words).toContain('"me", "you"')
    const passphrase = ['--passphrase-file', at('passphrase')]
    const { exitCode } = await run([
      'convert',
      at('several.jks'),
      '--alias',
      'You',
      ...flags,
      ...passphrase,
    ])
    expect(exitCode).toBe(0)
    const key = readFileSync(at('you/key.pem'))
    expect(createPrivateKey({ key, passphrase: 'of the PEM' }).equals(you.key)).toBe(true)
    expect(existsSync(at('you/ca.pem'))).toBe(false)
  })

  it.each<[number, string, string[]]>([
    [64, 'no command', ['--json']],
    [64, 'there is no command', ['konvert']],
    [64, 'needs --out', ['convert', KEYS]],
    [64, 'one or two files', ['convert', '--out', 'x']],
    [64, 'two sources of one password', ['inspect', KEYS, '--password-stdin', ...FROM_ENV]],
    [64, 'takes no --out', ['inspect', KEYS, '--out', 'x']],
    [64, "Unknown option '--password'", ['inspect', KEYS, '--password', 'secret']],
    [64, 'NOWHERE is not set', ['inspect', KEYS, '--password-env', 'NOWHERE']],
    [64, 'no password was given', ['convert', KEYS, '--out', 'x']],
    [64, 'more than one line', ['inspect', KEYS, '--password-file', KEYS]],
    [65, 'starts with the bytes', ['inspect', at('password'), ...FROM_ENV]],
    [66, 'there is no such file', ['inspect', at('nowhere'), ...FROM_ENV]],
    [77, 'does not match its digest', ['inspect', KEYS, '--password-file', at('passphrase')]],
    [77, 'is no folder', ['convert', KEYS, TRUST, '--out', KEYS, ...FROM_ENV]],
    [74, 'ENOTDIR', ['convert', KEYS, TRUST, '--out', join(KEYS, 'x'), ...FROM_ENV]],
    [78, 'no private key', ['convert', TRUST, KEYS, '--out', at('x'), ...FROM_ENV]],
  ])('ends with %i: %s', async (expected, because, args) => {
    const { exitCode, words, out } = await run(args)
    expect(words).toContain(because)
    expect({ exitCode, out }).toEqual({ exitCode: expected, out: '' })
    expect(words).not.toContain(PASSWORD)
  })

  it('ends with 130 when the user gives up', async () => {
    const { exitCode, raw } = await run(['inspect', KEYS], { typed: 'se\u0003' })
    expect({ exitCode, raw }).toEqual({ exitCode: 130, raw: [true, false] })
  })

  it('tells an error to a program as JSON', async () => {
    const { words } = await run(['inspect', at('nowhere'), '--json', ...FROM_ENV])
    expect(JSON.parse(words)).toMatchObject({ error: { code: 'ERR_CERTS_FILE' } })
  })
})

describe('hops-certs inspect', () => {
  it('lists a store, its warnings apart', async () => {
    const { exitCode, out, words } = await run(['inspect', KEYS, ...FROM_ENV])
    expect(exitCode).toBe(0)
    for (const line of [
      '"me": private key',
      'issuer     CN=Int',
      'certificate 2 of 2',
      'verified',
    ]) {
      expect(out).toContain(line)
    }
    expect(words).toContain("warning: JKS is Java's own format")
  })

  it.each([
    ['nobody is there to ask', {}],
    ['the user has none', { typed: '\r' }],
  ])('lists what needs no password where %s', async (_, input) => {
    const { exitCode, out } = await run(['inspect', KEYS], input)
    expect(exitCode).toBe(0)
    expect(out).toContain('not checked')
    expect(out).toContain('private key that does not open')
  })

  it('gives a program the report', async () => {
    const { out } = await run(['inspect', TRUST, '--json', ...FROM_ENV])
    expect(JSON.parse(out)).toMatchObject({
      format: 'JKS',
      entries: [{ alias: 'root', certificates: [{ subject: 'CN=Root' }] }],
    })
  })

  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('convert'),
    })
    expect(await run([])).toMatchObject({ exitCode: 0, out: expect.stringContaining('inspect') })
  })
})
