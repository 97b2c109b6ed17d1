import { readFile } from 'node:fs/promises'
import { HopsKafkaError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { NamedFile } from './config-reader.ts'

/**
 * Reads a secret that stands alone on one line of a file. One trailing line break is dropped, as editors leave it.
 *
 * @throws {@link HopsKafkaError} `ERR_CONFIG_FILE` when the file cannot be read; `ERR_CONFIG_SECRET` when it is empty,
 * has a second line, or holds blanks or control characters (which would end up in an HTTP header).
 */
export async function readSecretFile(named: NamedFile): Promise<Secret> {
  const text = (await readConfiguredFile(named)).toString('utf8')
  return oneLineSecret(text.replace(/\r?\n$/, ''), named)
}

/** Reads a file that the configuration names; the error says which key named it. */
export async function readConfiguredFile({ key, file }: NamedFile): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new HopsKafkaError('ERR_CONFIG_FILE', {
      what: `${key} names ${file}, which cannot be read`,
      because: (cause as NodeJS.ErrnoException).code ?? String(cause),
      fix: `Correct ${key}, or put the file there; paths are relative to the configuration file`,
      cause,
    })
  }
}

function oneLineSecret(secret: string, { key, file }: NamedFile): Secret {
  const flaw = flawOf(secret)
  if (flaw === undefined) return new Secret(secret)
  throw new HopsKafkaError('ERR_CONFIG_SECRET', {
    what: `${key} names ${file}, which holds no usable secret`,
    because: flaw,
    fix: 'Put the secret alone on the first line',
  })
}

/** Why a text cannot be a secret that travels in a header; undefined when it can. */
export function flawOf(secret: string): string | undefined {
  if (secret.trim() === '') return 'it is empty'
  if (/[\r\n]/.test(secret)) return 'it has more than one line'
  if (/[\s\p{Cc}]/u.test(secret)) return 'it contains a blank or a control character'
  return undefined
}
