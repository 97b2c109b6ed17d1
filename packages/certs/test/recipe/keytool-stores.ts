import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  aliasOf,
  type Cell,
  FORMATS,
  type Format,
  KEY_PASSWORD,
  KINDS,
  type Kind,
  STORE_PASSWORD,
} from './cells.ts'
import type { Jdk } from './jdks.ts'
import { attempt, run } from './run.ts'

const PASS = ['-storepass', STORE_PASSWORD] as const
const VALID_DAYS = ['-validity', '36500'] as const
const UTF8 = ['-J-Dfile.encoding=UTF-8', '-J-Dsun.stdout.encoding=UTF-8'] as const

/** What keytool refused or did otherwise: `format alias: its words`. */
export type Refusals = string[]

/** One JDK's stores: the flags of a format turn one source into a store of each format. */
export class KeytoolStores {
  readonly #keytool: string
  readonly #folder: string
  readonly #source: string
  readonly #refusals: Refusals = []

  /** @param folder - Gets a store and its listing for each format. */
  constructor({ keytool }: Jdk, folder: string) {
    this.#keytool = keytool
    this.#folder = folder
    this.#source = join(folder, 'source.p12')
  }

  /** Makes all stores with these entries. Gives what was refused. */
  make(cells: readonly Cell[]): Refusals {
    this.#makeSource(cells)
    for (const format of Object.keys(FORMATS) as Format[]) this.#makeStore(format, cells)
    rmSync(this.#source)
    return this.#refusals
  }

  #makeSource(cells: readonly Cell[]): void {
    this.#generate('root', 'ec', '-ext', 'bc:c')
    this.#generate('int', 'ec', '-ext', 'bc:c')
    this.#sign('int', 'root', '-ext', 'bc:c')
    for (const cell of cells.filter(({ variant }) => variant !== 'own')) this.#addToSource(cell)
  }

  #addToSource(cell: Cell): void {
    const { kind, variant } = cell
    const alias = aliasOf(cell)
    if (!this.#generate(alias, kind)) return
    if (variant === 'chain') this.#sign(alias, 'int')
    if (variant !== 'trusted') return
    const source = ['-keystore', this.#source, ...PASS, '-alias', alias]
    const pem = run(this.#keytool, ['-exportcert', '-rfc', ...source])
    run(this.#keytool, ['-delete', ...source])
    run(this.#keytool, ['-importcert', '-noprompt', ...source], pem)
  }

  /** Whether this JDK knows the kind of key. */
  #generate(alias: string, kind: Kind, ...more: readonly string[]): boolean {
    const where = ['-keystore', this.#source, '-storetype', 'PKCS12', ...PASS]
    return this.#try('every format', alias, [
      '-genkeypair',
      ...[
        '-alias',
        alias,
        '-dname',
        `CN=${alias}`,
        ...VALID_DAYS,
        ...KINDS[kind],
        ...where,
        ...more,
      ],
    ])
  }

  #sign(alias: string, issuer: string, ...more: readonly string[]): void {
    const where = ['-keystore', this.#source, ...PASS]
    const request = run(this.#keytool, ['-certreq', '-alias', alias, ...where])
    const signing = ['-gencert', '-rfc', '-alias', issuer, ...VALID_DAYS, ...where, ...more]
    const reply = run(this.#keytool, signing, request)
    run(this.#keytool, ['-importcert', '-noprompt', '-alias', alias, ...where], reply)
  }

  #makeStore(format: Format, cells: readonly Cell[]): void {
    const file = join(this.#folder, `${format}.store`)
    const flags = [...FORMATS[format]]
    // -deststoretype is the -storetype of a copy.
    const target = flags.map((flag) => (flag === '-storetype' ? '-deststoretype' : flag))
    run(this.#keytool, [
      '-importkeystore',
      ...['-srckeystore', this.#source, '-srcstorepass', STORE_PASSWORD],
      ...['-destkeystore', file, '-deststorepass', STORE_PASSWORD, ...target],
    ])
    const where = ['-keystore', file, ...PASS, ...flags]
    for (const { kind } of cells.filter(({ variant }) => variant === 'own')) {
      const alias = aliasOf({ kind, variant: 'own' })
      this.#try(format, alias, [
        '-genkeypair',
        ...['-alias', alias, '-dname', `CN=${alias}`, ...VALID_DAYS, ...KINDS[kind]],
        ...['-keypass', KEY_PASSWORD, ...where],
      ])
    }
    const secret = ['-alias', 'secret', '-keyalg', 'AES', '-keysize', '256']
    // A refusal leaves the file as it was, or empty: only a copy is risked.
    const copy = `${file}.copy`
    copyFileSync(file, copy)
    const added = this.#try(format, 'secret', ['-genseckey', ...secret, ...where])
    if (!added) copyFileSync(copy, file)
    rmSync(copy)
    writeFileSync(
      join(this.#folder, `${format}.txt`),
      run(this.#keytool, ['-list', '-v', ...where, ...UTF8]),
    )
  }

  /** Notes a refusal, and that a key password was ignored. */
  #try(format: string, alias: string, args: readonly string[]): boolean {
    const { isDone, words } = attempt(this.#keytool, args)
    if (!isDone || /Ignoring user-specified/.test(words)) {
      const known = /keytool error: .*?(?= Enter| Generated|$)|Ignoring user-specified \S+ value/
      this.#refusals.push(`${format} ${alias}: ${known.exec(words)?.[0] ?? words}`)
    }
    return isDone
  }
}
