import { randomInt } from 'node:crypto'

export const UPPER_CASE_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
export const LETTERS_AND_DIGITS = `abcdefghijklmnopqrstuvwxyz${UPPER_CASE_AND_DIGITS}`

/** A secret of `length` characters, each drawn evenly from `alphabet`. */
export function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
}
