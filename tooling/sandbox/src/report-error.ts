import { SandboxError, type SandboxErrorTexts } from './errors.ts'

/** Exit codes after sysexits.h; 3 is what service managers take for "not running". */
export const EXIT = {
  ok: 0,
  notRunning: 3,
  usage: 64,
  unavailable: 69,
  software: 70,
  config: 78,
} as const

/** Writes an error as the apps do, which are built upon this package, and returns its exit code. */
export function reportError(error: unknown, stream: NodeJS.WritableStream): number {
  // As https://no-color.org asks.
  const bold = (stream as Partial<NodeJS.WriteStream>).isTTY === true && !process.env['NO_COLOR']
  if (!(error instanceof SandboxError)) {
    stream.write(asText('ERR_INTERNAL', unforeseen(error), bold))
    return EXIT.software
  }
  stream.write(asText(error.code, error, bold))
  if (error.code === 'ERR_SANDBOX_BAD_ARGUMENT') return EXIT.usage
  return error.code === 'ERR_SANDBOX_BAD_KAFKA_HOME' ? EXIT.config : EXIT.unavailable
}

function unforeseen(error: unknown): SandboxErrorTexts {
  return {
    what: 'something unforeseen happened',
    because: error instanceof Error ? (error.stack ?? error.message) : String(error),
    fix: 'Please report it with these lines',
  }
}

function asText(code: string, { what, because, fix }: SandboxErrorTexts, bold: boolean): string {
  const first = `error ${code}: ${what}`
  const heading = bold ? `\u001b[1m${first}\u001b[0m` : first
  return `${heading}\n  because: ${because}\n  fix: ${fix}\n`
}
