import { badOption } from '../errors.ts'
import { errorOfNumber } from '../wire/error-numbers.ts'

/** What happens to the requests that a fault strikes. */
export const FAULT_KINDS = [
  'status',
  'error',
  'page',
  'redirect',
  'content-type',
  'delay',
  'hang',
  'cut',
] as const

/** One of {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number]

/** Which requests a fault strikes, and how many of them. */
export interface FaultScope {
  /** @default any */
  readonly method?: string
  /** A part of the path. @default '' */
  readonly path?: string
  /** How many requests are struck; then the fault is gone. @default until it is cleared */
  readonly times?: number
  /** So many matching requests go well, then so many are struck, and so on. @default all are struck */
  readonly flap?: { readonly good: number; readonly bad: number }
}

/** A fault on demand. */
export type Fault = FaultScope &
  (
    | {
        /** This status instead of the answer, with a JSON body. */
        readonly kind: 'status'
        readonly status: number
        readonly headers?: Readonly<Record<string, string>>
        /** @default {} */
        readonly body?: unknown
      }
    | {
        /** One of Hopsworks' own errors, in its envelope: 320004, 190021, 50001. */
        readonly kind: 'error'
        readonly number: number
        readonly usrMsg?: string
      }
    | {
        /** A proxy's HTML page. */
        readonly kind: 'page'
        /** @default 502 */
        readonly status?: number
      }
    | { readonly kind: 'redirect'; readonly location: string }
    | {
        /** The right answer under another name. */ readonly kind: 'content-type'
        readonly contentType: string
      }
    | { /** The right answer, later. */ readonly kind: 'delay'; readonly delayMs: number }
    | { /** No answer at all, on an open connection. */ readonly kind: 'hang' }
    | { /** The connection ends in the middle of the body. */ readonly kind: 'cut' }
  )

/**
 * Takes a fault that came as JSON.
 *
 * @throws {MockHopsworksError} when it has no known kind, or lacks what its kind needs
 */
export function checkFault(value: unknown): Fault {
  const fault = (typeof value === 'object' && value !== null ? value : {}) as Fault
  const what = 'fault'
  if (!FAULT_KINDS.includes(fault.kind)) {
    const because = `its kind is ${JSON.stringify(fault.kind)}`
    throw badOption(what, { because, fix: `Give one of ${FAULT_KINDS.join(', ')}.` })
  }
  const lacking = whatItLacks(fault)
  if (lacking !== undefined)
    throw badOption(what, {
      because: `a fault of kind ${fault.kind} lacks ${lacking}`,
      fix: 'Add it.',
    })
  return fault
}

function whatItLacks(fault: Fault): string | undefined {
  const { times = 1, flap = { good: 1, bad: 1 } } = fault
  const counts = [times, flap.good, flap.bad]
  if (!counts.every((count) => Number.isInteger(count) && count > 0)) return 'counts from 1 on'
  return NEEDS[fault.kind](fault as Untrusted)
}

/** Every member that some kind of fault has, as it may come from a file. */
interface Untrusted {
  readonly status?: unknown
  readonly number?: unknown
  readonly location?: unknown
  readonly contentType?: unknown
  readonly delayMs?: unknown
}

/** What a fault of each kind lacks, if anything. */
const NEEDS: Readonly<Record<FaultKind, (fault: Untrusted) => string | undefined>> = {
  status: ({ status }) => (isStatus(status) ? undefined : 'a `status` from 200 to 599'),
  page: ({ status = 502 }) => (isStatus(status) ? undefined : 'a `status` from 200 to 599'),
  error: ({ number }) => (errorOfNumber(Number(number)) ? undefined : 'a `number` of Hopsworks'),
  redirect: ({ location }) => (typeof location === 'string' ? undefined : 'a `location`'),
  'content-type': ({ contentType }) =>
    typeof contentType === 'string' ? undefined : 'a `contentType`',
  delay: ({ delayMs }) =>
    typeof delayMs === 'number' && delayMs >= 0 && delayMs < 2 ** 31 ? undefined : '`delayMs`',
  hang: () => undefined,
  cut: () => undefined,
}

function isStatus(status: unknown): boolean {
  return Number.isInteger(status) && Number(status) >= 200 && Number(status) < 600
}
