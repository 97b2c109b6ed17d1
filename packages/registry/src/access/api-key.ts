import { readFile } from 'node:fs/promises'
import { RegistryError } from '../errors.ts'

/**
 * An API key; a file that holds nothing else; or a function that gives the one to use now. Files
 * and functions are asked before each request.
 */
export type ApiKeySource = string | { readonly file: string } | (() => string | Promise<string>)

/** What a key file may have at most; a key has 81 characters. */
const MAX_KEY_CHARACTERS = 4096

/**
 * A source that can be asked; a key that is given as text is checked at once.
 *
 * @throws {RegistryError} `ERR_REGISTRY_BAD_API_KEY`
 */
export function checkApiKeySource(source: ApiKeySource | undefined): ApiKeySource {
  if (typeof source === 'function') return source
  if (typeof source === 'object' && typeof source?.file === 'string') return source
  return checkApiKey(source)
}

/**
 * The key as it goes into the header. One line end after it is dropped, for key files have one;
 * anything else that is not a visible ASCII character could end the header and start another.
 *
 * @throws {RegistryError} `ERR_REGISTRY_BAD_API_KEY`
 */
function checkApiKey(text: unknown, what = 'API key'): string {
  if (typeof text !== 'string') throw badKey(what, `it is of type ${typeof text}, not a text`)
  if (text.length > MAX_KEY_CHARACTERS) throw badKey(what, `it has ${text.length} characters`)
  const key = text.replace(/\r?\n$/, '')
  if (key === '') throw badKey(what, 'it is empty')
  const index = key.search(/[^\x21-\x7e]/)
  if (index < 0) return key
  throw badKey(what, `character ${index + 1} is ${describe(key.charCodeAt(index))}`)
}

/** The key of this moment. */
export async function currentApiKey(source: ApiKeySource): Promise<string> {
  if (typeof source === 'string') return source
  if (typeof source === 'object') return readKeyFile(source.file)
  let text: unknown
  try {
    text = await source()
  } catch (cause) {
    throw badKey('API key', 'the function that gives it failed', cause)
  }
  return checkApiKey(text)
}

async function readKeyFile(file: string): Promise<string> {
  const what = `API key file ${file}`
  try {
    return checkApiKey(await readFile(file, 'utf8'), what)
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw badKey(what, `it cannot be read (${code ?? 'unknown reason'})`, cause)
  }
}

function describe(character: number): string {
  if (character === 0x0a || character === 0x0d) return 'a line break'
  if (character === 0x20 || character === 0x09) return 'a blank'
  return character < 0x20 || character === 0x7f ? 'a control character' : 'not ASCII'
}

function badKey(what: string, because: string, cause?: unknown): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_API_KEY', {
    what,
    because,
    fix: 'Give the key as Hopsworks showed it: one line, nothing before or after it.',
    cause,
  })
}
