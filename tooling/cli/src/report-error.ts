import { exitCodeOf } from './exit-codes.ts'

/** The shape all of this project's errors share. */
interface ToldError {
  readonly code: string
  readonly what: string
  readonly because: string
  readonly fix: string
}

/** Writes an error for a person (three lines) or for a machine (one JSON line) and returns the exit code it asks for. */
export function reportError(
  error: unknown,
  { json, stream }: { json: boolean; stream: NodeJS.WritableStream },
): number {
  const told = toldError(registryFault(error) ?? error)
  stream.write(json ? `${JSON.stringify({ error: told })}\n` : asText(told, stream))
  return exitCodeOf(told.code)
}

/** What the registry said is the news; that a schema or a record is lacking therefore goes without saying. */
function registryFault(error: unknown): unknown {
  if (isTold(error) && error.code.startsWith('ERR_REGISTRY_')) return error
  return error instanceof Error ? registryFault(error.cause) : undefined
}

function toldError(error: unknown): ToldError {
  if (isTold(error)) {
    return {
      code: error.code,
      what: error.what,
      because: error.because.trim(),
      fix: error.fix.trim(),
    }
  }
  return {
    code: 'ERR_INTERNAL',
    what: 'something unforeseen happened',
    because: error instanceof Error ? (error.stack ?? error.message) : String(error),
    fix: 'Please report it with these lines',
  }
}

function isTold(error: unknown): error is ToldError {
  const candidate = error as Partial<Record<keyof ToldError, unknown>> | null | undefined
  return (
    typeof candidate?.code === 'string' &&
    typeof candidate.what === 'string' &&
    typeof candidate.because === 'string' &&
    typeof candidate.fix === 'string'
  )
}

function asText({ code, what, because, fix }: ToldError, stream: NodeJS.WritableStream): string {
  const [bold, plain] = isColoured(stream) ? ['\u001b[1m', '\u001b[0m'] : ['', '']
  return `${bold}error ${code}: ${what}${plain}\n  because: ${because}\n  fix: ${fix}\n`
}

/** True if the stream is a terminal and NO_COLOR (no-color.org) is not set. */
function isColoured(stream: NodeJS.WritableStream): boolean {
  return (stream as Partial<NodeJS.WriteStream>).isTTY === true && !process.env['NO_COLOR']
}
