import { RegistryError } from './errors.ts'

/** An API key, or a function that gives the one to use now (a key file that may be replaced). */
export type ApiKeySource = string | (() => string | Promise<string>)

/**
 * The key as it goes into the header. One line end after it is dropped, for key files have one;
 * anything else that is not a visible ASCII character could end the header and start another.
 *
 * @throws {RegistryError} `ERR_REGISTRY_BAD_API_KEY`
 */
export function checkApiKey(text: unknown): string {
  if (typeof text !== 'string') throw badKey(`it is of type ${typeof text}, not a text`)
  const key = text.replace(/\r?\n$/, '')
  if (key === '') throw badKey('it is empty')
  const index = key.search(/[^\x21-\x7e]/)
  if (index < 0) return key
  throw badKey(`character ${index + 1} is ${describe(key.charCodeAt(index))}`)
}

/** The key of this moment. */
export async function currentApiKey(source: ApiKeySource): Promise<string> {
  if (typeof source === 'string') return checkApiKey(source)
  let text: unknown
  try {
    text = await source()
  } catch (cause) {
    throw badKey('the function that gives it failed', cause)
  }
  return checkApiKey(text)
}

function describe(character: number): string {
  if (character === 0x0a || character === 0x0d) return 'a line break'
  if (character === 0x20 || character === 0x09) return 'a blank'
  return character < 0x20 || character === 0x7f ? 'a control character' : 'not ASCII'
}

function badKey(because: string, cause?: unknown): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_API_KEY', {
    what: 'API key',
    because,
    fix: 'Give the key as Hopsworks showed it: one line, nothing before or after it.',
    cause,
  })
}
