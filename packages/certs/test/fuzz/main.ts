/**
 * `pnpm fuzz [INPUTS [SEED [TARGET ...]]]`: mutated inputs against every parser, in a process of its own so
 * that memory can be told. Writes a line of JSON for each target, and ends with 1 where a bound was broken.
 */
import { type FuzzEffort, type FuzzResult, runTarget } from './run-target.ts'
import { type FuzzTarget, fuzzTargets } from './targets.ts'

const WARM_UP_INPUTS = 100

const [inputs = '100000', seed = '1', ...wanted] = process.argv.slice(2)
const targets = Object.entries(await fuzzTargets())
for (const [name, target] of targets) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const started = performance.now()
  const outcome = await fuzz(target, { inputs: Number(inputs), seed: Number(seed) }).catch(failed)
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`${JSON.stringify({ target: name, ...outcome, seconds })}\n`)
}

async function fuzz(target: FuzzTarget, effort: FuzzEffort): Promise<FuzzResult> {
  // The memory that compiling takes at first use is no input's doing.
  await runTarget(target, { ...effort, inputs: WARM_UP_INPUTS })
  return await runTarget(target, { ...effort, watchesMemory: true })
}

function failed(error: Error): { failure: string } {
  process.exitCode = 1
  return { failure: error.message }
}
