import { basename } from 'node:path'
import { CertsError } from '../errors.ts'
import { inspectKeystore } from '../inspect/inspect-keystore.ts'
import { conversionText } from './conversion-text.ts'
import { convert } from './convert.ts'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { Interrupted, type Io } from './io.ts'
import { readArguments, type Wishes } from './read-arguments.ts'
import { readInput } from './read-input.ts'
import { reportText } from './report-text.ts'
import { readSecrets } from './secrets.ts'
import { USAGE } from './usage.ts'

/** Runs the program `hops-certs`: results go to stdout, words to stderr. @returns the exit code */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json')
  try {
    const wishes = readArguments(args)
    if (wishes.command === 'help') io.stdout.write(USAGE)
    else await (wishes.command === 'convert' ? runConvert(wishes, io) : runInspect(wishes, io))
    return EXIT.ok
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted
    if (!(error instanceof CertsError)) throw error
    io.stderr.write(json ? errorJson(error) : errorText(error))
    return exitCodeOf(error.code)
  }
}

async function runConvert(wishes: Wishes, io: Io): Promise<void> {
  const conversion = await convert(wishes, await readSecrets(wishes, io))
  if (!wishes.json) warn(conversion.warnings, io)
  io.stdout.write(wishes.json ? `${JSON.stringify(conversion)}\n` : conversionText(conversion))
}

async function runInspect(wishes: Wishes, io: Io): Promise<void> {
  const [file = ''] = wishes.files
  const bytes = await readInput(file)
  const { password, keyPassword } = await readSecrets(wishes, io)
  const report = await inspectKeystore(bytes, {
    password,
    name: basename(file),
    ...(keyPassword !== undefined && { keyPassword }),
  })
  if (!wishes.json) warn(report.warnings, io)
  io.stdout.write(wishes.json ? `${JSON.stringify(report)}\n` : reportText(report))
}

function warn(warnings: readonly string[], { stderr }: Io): void {
  for (const warning of warnings) stderr.write(`warning: ${warning}\n`)
}

function errorText({ code, what, because, fix }: CertsError): string {
  return `error ${code}: ${what}\n  because: ${because}\n  fix: ${fix}\n`
}

function errorJson({ code, what, because, fix }: CertsError): string {
  return `${JSON.stringify({ error: { code, what, because, fix } })}\n`
}
