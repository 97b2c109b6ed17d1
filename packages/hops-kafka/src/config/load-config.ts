import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { HopsKafkaError } from '../errors.ts'
import { Secret } from '../secret.ts'
import { checkKeys, type Problem } from './check-keys.ts'
import { ConfigReader, type NamedFile } from './config-reader.ts'
import { type DraftSettings, draftSettings } from './draft-settings.ts'
import { modeWarnings } from './file-modes.ts'
import { keyPositions } from './key-positions.ts'
import { readSecretFile } from './secret-file.ts'
import type { Settings } from './settings.ts'

/**
 * Reads and checks a `config.toml` in the guide's format.
 *
 * Unknown keys, wrong types and missing values are all told in one error, each with line and column. Relative paths
 * are resolved against the file's folder. Certificates are not opened yet: `connect` does that.
 *
 * @param file - path of the configuration, relative to the working directory.
 * @throws {@link HopsKafkaError} `ERR_CONFIG_NOT_FOUND`, `ERR_CONFIG_SYNTAX`, `ERR_CONFIG_INVALID`; `ERR_CONFIG_FILE`
 * and `ERR_CONFIG_SECRET` for the API key or store password file.
 */
export async function loadConfig(file: string): Promise<Settings> {
  const path = resolve(file)
  const text = await readText(path)
  const positions = keyPositions(text)
  const checked = checkKeys(parseToml(path, text), positions)

  const reader = new ConfigReader({ checked, positions, folder: dirname(path) })
  const draft = draftSettings(reader)
  if (reader.problems.length > 0) throw invalid(path, reader.problems)

  return {
    file: path,
    registry: {
      url: draft.registryUrl,
      verify: draft.verify,
      apiKey: await readSecret(draft.apiKey),
    },
    project: {
      name: draft.projectName,
      id: draft.projectId,
      credentials: await readCredentials(draft.credentials),
    },
    kafka: draft.kafka,
    warnings: await modeWarnings([path, ...draft.secretFiles]),
  }
}

async function readSecret(secret: Secret | NamedFile): Promise<Secret> {
  return secret instanceof Secret ? secret : readSecretFile(secret)
}

async function readCredentials(
  draft: DraftSettings['credentials'],
): Promise<Settings['project']['credentials']> {
  if (draft.kind === 'pem') return draft
  const password = await readSecretFile(draft.password)
  return { ...draft, password, passwordFile: draft.password.file }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') {
      throw new HopsKafkaError('ERR_CONFIG_NOT_FOUND', {
        what: `configuration ${path}`,
        because: 'there is no such file',
        fix: 'Give the path of a config.toml; the README of hops-kafka shows one',
        cause,
      })
    }
    throw new HopsKafkaError('ERR_CONFIG_FILE', {
      what: `configuration ${path} cannot be read`,
      because: code ?? String(cause),
      fix: 'Check that it is a file that you may read',
      cause,
    })
  }
}

function parseToml(path: string, text: string): Record<string, unknown> {
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    // Only the parser's first line: its code frame would print the line, which may hold a secret.
    const reason = cause.message.split('\n', 1)[0] ?? 'invalid TOML'
    throw new HopsKafkaError('ERR_CONFIG_SYNTAX', {
      what: `configuration ${path}:${cause.line}:${cause.column} is not valid TOML`,
      because: reason.replace('Invalid TOML document: ', ''),
      fix: 'Strings need quotes; see https://toml.io for the format',
    })
  }
}

function invalid(path: string, problems: readonly Problem[]): HopsKafkaError {
  const lines = [...problems]
    .sort((a, b) => a.position.line - b.position.line)
    .map(({ position, text }) => `\n  ${path}:${position.line}:${position.column} ${text}`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new HopsKafkaError('ERR_CONFIG_INVALID', {
    what: `configuration ${path} has ${count}`,
    because: lines.join(''),
    fix: '\nThe keys and their types are listed in the README of hops-kafka',
  })
}
