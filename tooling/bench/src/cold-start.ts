import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { spread } from './runner.ts'
import { PASSWORD, type StorePair } from './store-pairs.ts'

const RUNS = 5
const BIN = fileURLToPath(new URL('../../../packages/certs/dist/bin.js', import.meta.url))

/** How long the built `hops-certs` takes from start to end, beside Node that does nothing; in a sentence. */
export function coldStartOf({ keyFile, trustFile }: StorePair, folder: string): string {
  if (!existsSync(BIN))
    return 'left out: the start of hops-certs (pnpm --filter @hops-kafka/certs build)'
  const stores = [keyFile, trustFile, '--out', `${folder}/cert`, '--password-env', 'STORE_PASSWORD']
  const ours = milliseconds([BIN, 'convert', ...stores])
  const bare = milliseconds(['--eval', '0'])
  return `hops-certs convert, from start to end: ${ours} ms, where Node that does nothing takes ${bare} ms`
}

/** The fastest of several runs of Node with these arguments: what others on the machine take is not its doing. */
function milliseconds(args: readonly string[]): string {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now()
    const env = { ...process.env, STORE_PASSWORD: PASSWORD }
    const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
    return performance.now() - started
  })
  return spread(times).min.toFixed(0)
}
