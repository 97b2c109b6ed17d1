import { resolve } from 'node:path'
import type { CheckedKeys, Problem } from './check-keys.ts'
import { positionOf } from './check-keys.ts'
import type { Position } from './key-positions.ts'

/** A file that a key of the configuration names. */
export interface NamedFile {
  /** The key, for messages. */
  readonly key: string
  /** The file's absolute path. */
  readonly file: string
}

/** Where the values of a configuration come from. */
export interface ConfigSource {
  readonly checked: CheckedKeys
  readonly positions: ReadonlyMap<string, Position>
  /** The folder that relative paths start from. */
  readonly folder: string
}

/** Typed access to checked values. What is missing is noted and read as empty, so that one run finds all problems. */
export class ConfigReader {
  readonly problems: Problem[]
  readonly #source: ConfigSource

  constructor(source: ConfigSource) {
    this.#source = source
    this.problems = [...source.checked.problems]
  }

  has(path: string): boolean {
    return this.#source.checked.values.has(path)
  }

  /** True if the key is in the file at all, even with a value that was refused. */
  mentions(path: string): boolean {
    return this.has(path) || this.#source.positions.has(path)
  }

  text(path: string): string | undefined {
    const value = this.#source.checked.values.get(path)
    return typeof value === 'string' ? value : undefined
  }

  required(path: string): string {
    const value = this.text(path)
    if (value === undefined && !this.mentions(path)) this.refuse(path, `${path} is missing`)
    return value ?? ''
  }

  list(path: string): readonly string[] | undefined {
    const value = this.#source.checked.values.get(path)
    return Array.isArray(value) ? value : undefined
  }

  requiredFile(path: string): NamedFile {
    return { key: path, file: this.absolute(this.required(path)) }
  }

  /** A switch that may hold a path instead; true when it is absent. */
  switchOrFile(path: string): boolean | string {
    const value = this.#source.checked.values.get(path)
    if (typeof value === 'string') return this.absolute(value)
    return typeof value === 'boolean' ? value : true
  }

  oneOf<T extends string>(path: string, allowed: readonly [T, ...T[]]): T {
    const value = this.text(path)
    const found = allowed.find((item) => item === value)
    if (value !== undefined && found === undefined) {
      const choices = allowed.map((item) => `'${item}'`).join(' or ')
      this.refuse(path, `${path} is '${value}'; it must be ${choices}`)
    }
    return found ?? allowed[0]
  }

  /** Notes a problem at the key, or at the nearest table around it. */
  refuse(path: string, text: string): void {
    this.problems.push({ position: positionOf(path, this.#source.positions), text })
  }

  absolute(path: string): string {
    return resolve(this.#source.folder, path)
  }
}
