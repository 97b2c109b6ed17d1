import { badArgument } from '../arguments.ts'
import { Interrupted, type Io } from './io.ts'
import type { SecretSource } from './read-arguments.ts'
import { readInput } from './read-input.ts'

/** Longer than any password; what is longer is the wrong file. */
const MAX_BYTES = 64 * 1024
const CTRL_C = '\u0003'
const BACKSPACES = ['\u007f', '\b']
const LINE_ENDS = ['\r', '\n', '\u0004']

/** The secret from its source; undefined where none is named. @throws {@link CertsError} */
export async function readSecret(
  { file, env, isStdin }: SecretSource,
  { name, io }: { name: string; io: Io },
): Promise<string | undefined> {
  if (file !== undefined) return oneLine(await readInput(file), `the ${name} file ${file}`)
  if (env !== undefined) {
    const value = io.env[env]
    if (value !== undefined) return value
    throw badArgument(`Cannot read the ${name}`, `the variable ${env} is not set`, `export ${env}`)
  }
  return isStdin ? oneLine(await readAll(io.stdin), `the ${name} on standard input`) : undefined
}

/** Asks without echo; undefined where there is nobody to ask. */
export async function askSecret(
  question: string,
  { stdin, stderr }: Io,
): Promise<string | undefined> {
  if (!stdin.isTTY || !stdin.setRawMode) return undefined
  stderr.write(question)
  stdin.setRawMode(true)
  try {
    return await typedLine(stdin)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

async function typedLine(stdin: Io['stdin']): Promise<string> {
  let typed = ''
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    for (const character of String(chunk)) {
      if (character === CTRL_C) throw new Interrupted()
      if (LINE_ENDS.includes(character)) return typed
      typed = BACKSPACES.includes(character) ? [...typed].slice(0, -1).join('') : typed + character
    }
  }
  return typed
}

async function readAll(stdin: Io['stdin']): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BYTES) break
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Exactly one line break at the end goes: editors and Hopsworks add it; the rest may be password. */
function oneLine(bytes: Uint8Array, source: string): string {
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  bytes.fill(0)
  if (/[\r\n]/.test(text) || text.length > MAX_BYTES) {
    throw badArgument(
      'Cannot read a secret',
      `${source} has more than one line`,
      'Leave only the secret in it',
    )
  }
  return text
}
