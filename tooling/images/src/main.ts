import { SandboxError } from '@hops-kafka/sandbox'
import { buildOfflineImages } from './build-offline-images.ts'
import { ImagesError } from './errors.ts'

/** The image cannot be built; sysexits' EX_UNAVAILABLE. */
const UNAVAILABLE = 69
/** A fault of this program; sysexits' EX_SOFTWARE. */
const SOFTWARE = 70

try {
  const started = performance.now()
  const images = await buildOfflineImages(complain)
  for (const { name, size } of images) {
    process.stdout.write(`${name}  ${Math.round(size / 1e6)} MB\n`)
  }
  complain(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s`)
} catch (error) {
  process.exitCode = report(error)
}

function report(error: unknown): number {
  if (error instanceof ImagesError || error instanceof SandboxError) {
    const { code, what, because, fix } = error
    complain(`error ${code}: ${what}\n  because: ${because}\n  fix: ${fix}`)
    return UNAVAILABLE
  }
  complain(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return SOFTWARE
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`)
}
