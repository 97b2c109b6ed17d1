import { inspect } from 'node:util'
import { CertsError } from '../../src/index.ts'
import { randomFrom } from './random.ts'
import { PASSWORD } from './seeds.ts'
import type { FuzzTarget } from './targets.ts'
import { MAX_BLOCKED_MS, watchFairly } from './watch.ts'

/** What the rounds of key derivation that an input may ask for cost at most. */
const MAX_CPU_MS = 1000
const SPARE_BYTES = 16 * 1024 * 1024
const BYTES_AN_INPUT_BYTE = 10

/** How much to try. */
export interface FuzzEffort {
  readonly inputs: number
  /** Repeats the same inputs. */
  readonly seed: number
  /** Whether memory is bounded too; the process has to be nobody else's. @default false */
  readonly watchesMemory?: boolean
}

/** What came of the inputs: all of them were read or refused within the bounds. */
export interface FuzzResult {
  readonly inputs: number
  readonly read: number
  /** How many refusals there were with each code. */
  readonly refused: Readonly<Record<string, number>>
  /** The worst that any input did. */
  readonly blockedMs: number
  readonly cpuMs: number
  /** Undefined where nobody looked, or this system does not tell. */
  readonly grownBytes: number | undefined
}

/** Tries so many inputs. @throws where one breaks a bound, with what repeats it */
export async function runTarget(target: FuzzTarget, effort: FuzzEffort): Promise<FuzzResult> {
  const { inputs, seed, watchesMemory = false } = effort
  const random = randomFrom(seed)
  const refused: Record<string, number> = {}
  let read = 0
  const worst = { blockedMs: 0, cpuMs: 0, grownBytes: undefined as number | undefined }
  for (let nth = 0; nth < inputs; nth++) {
    const bytes = target.make(random, nth)
    try {
      let code: string | undefined
      const { blockedMs, cpuMs, grownBytes } = await watchFairly(async () => {
        code = await refusalOf(() => target.work(bytes))
      }, watchesMemory)
      if (code === undefined) read += 1
      else refused[code] = (refused[code] ?? 0) + 1
      requireBelow(MAX_BLOCKED_MS, blockedMs, 'the event loop waited for so many milliseconds')
      requireBelow(MAX_CPU_MS, cpuMs, 'it took so many milliseconds of a core')
      const limit = BYTES_AN_INPUT_BYTE * bytes.length + SPARE_BYTES
      requireBelow(limit, grownBytes ?? 0, 'the process grew by so many bytes')
      worst.blockedMs = Math.max(worst.blockedMs, blockedMs)
      worst.cpuMs = Math.max(worst.cpuMs, cpuMs)
      if (grownBytes !== undefined) {
        worst.grownBytes = Math.max(worst.grownBytes ?? 0, grownBytes)
      }
    } catch (error) {
      const input = Buffer.from(bytes).toString('base64')
      const words = inspect(error, { compact: true, breakLength: Number.POSITIVE_INFINITY })
      throw new Error(`input ${nth} of seed ${seed}: ${words}; in base64: ${input}`, {
        cause: error,
      })
    }
  }
  return { inputs, read, refused, ...worst }
}

/** The code of the refusal; undefined where there is none. Anything but a `CertsError` passes through. */
async function refusalOf(work: () => unknown): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (!(error instanceof CertsError)) throw error
    if (error.message.includes(PASSWORD)) throw new Error('the password is in the message')
    return error.code
  }
}

function requireBelow(limit: number, value: number, what: string): void {
  if (!(value < limit)) throw new Error(`${what}: ${value}, where ${limit} is the limit`)
}
