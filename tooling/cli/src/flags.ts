import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { EXIT } from './exit-codes.ts'

/** A command whose usage errors end with exit code 64 and whose help goes to stdout. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .allowExcessArguments(false)
    .showHelpAfterError(`(${name} --help lists the flags)`)
    .exitOverride()
}

/**
 * Parses the process's arguments; for help and for usage errors commander has already written what the user needs.
 *
 * @returns the flags, or the exit code to leave with.
 */
export function parseFlags<T extends object>(
  program: Command,
  argv: readonly string[],
): T | number {
  try {
    return { ...switchesOff(program), ...program.parse(argv, { from: 'user' }).opts<T>() }
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
}

/** Switches are off by default; said here and not to commander, whose help would say so after each. */
function switchesOff(program: Command): Record<string, false> {
  const switches = program.options.filter((option) => option.isBoolean())
  return Object.fromEntries(switches.map((option) => [option.attributeName(), false]))
}

/** A parser for a whole number of at least `min`. */
export function integer(min: number): (value: string) => number {
  return (value) => {
    if (!/^-?\d+$/.test(value) || Number(value) < min || !Number.isSafeInteger(Number(value))) {
      const range = min === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${min}`
      throw new InvalidArgumentError(`Give a whole number${range}.`)
    }
    return Number(value)
  }
}

/** A parser for a number of seconds, whole or not, from 0 up. */
export function seconds(value: string): number {
  const parsed = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isFinite(parsed)) {
    throw new InvalidArgumentError('Give a number of seconds of at least 0, for example 0.5.')
  }
  return parsed
}

/** A parser for a share of a whole, 0 to 1. */
export function share(value: string): number {
  const parsed = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(parsed <= 1)) throw new InvalidArgumentError('Give a share from 0 to 1, for example 0.01.')
  return parsed
}

/** A parser for a part of a whole: `2/4` is the second of four. */
export function part(value: string): { readonly part: number; readonly of: number } {
  const [, nth, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? []
  if (nth !== undefined && of !== undefined && Number(nth) >= 1 && Number(nth) <= Number(of)) {
    return { part: Number(nth), of: Number(of) }
  }
  throw new InvalidArgumentError('Give a part and the number of parts, for example 2/4.')
}

/** A parser of a form of its own: `read` gives undefined for what it cannot read, and `hint` says what to give. */
export function readBy<T>(read: (value: string) => T | undefined, hint: string) {
  return (value: string): T => {
    const parsed = read(value)
    if (parsed === undefined) throw new InvalidArgumentError(hint)
    return parsed
  }
}

/** A parser for one of some words. */
export function oneOf<T extends string>(...words: readonly T[]): (value: string) => T {
  return (value) => {
    const word = words.find((candidate) => candidate === value)
    if (word === undefined) throw new InvalidArgumentError(`Give ${words.join(' or ')}.`)
    return word
  }
}
