import { CertsError } from './errors.ts'

/** For what the caller passed, not for what a file holds. */
export function badArgument(what: string, because: string, fix: string): CertsError {
  return new CertsError('ERR_CERTS_BAD_ARGUMENT', { what, because, fix })
}

/** Refuses an absent password by name: an empty one is a password too, and is checked as such. */
export function requirePassword(
  password: unknown,
  what: string,
  option = 'password',
): asserts password is string {
  if (typeof password === 'string') return
  throw badArgument(
    what,
    `the option ${option} is ${password === null ? 'null' : typeof password}, not a string`,
    `Pass ${option} as text; an empty string means the empty password`,
  )
}
