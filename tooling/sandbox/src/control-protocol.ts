import type { Socket } from 'node:net'
import type { EngineName } from './engine.ts'
import { SANDBOX_ERROR_CODES, SandboxError, type SandboxErrorCode } from './errors.ts'

/** What a client asks, as one line of JSON, before anything else. */
export interface ControlRequest {
  readonly token: string
  /** `attach`: the sandbox stays up while the connection lasts. */
  readonly command: 'attach' | 'status' | 'stop'
}

/** Where a running sandbox is to be found. */
export interface ReadySandbox {
  readonly configFile: string
  /** `host:port` */
  readonly broker: string
  readonly restUrl: string
  readonly engine: EngineName
  readonly kafkaVersion: string
}

/** How far a supervisor is. */
export type SupervisorPhase =
  | { readonly kind: 'starting'; readonly progress: string }
  | { readonly kind: 'ready'; readonly sandbox: ReadySandbox }
  | { readonly kind: 'failed'; readonly error: ErrorOnWire }
  | { readonly kind: 'stopping' }

/** Answer to `status`. */
export interface SupervisorStatus {
  readonly phase: SupervisorPhase
  /** Number of apps attached. */
  readonly attached: number
  readonly pid: number
}

const PHASES: readonly unknown[] = [
  'starting',
  'ready',
  'failed',
  'stopping',
] satisfies SupervisorPhase['kind'][]

/** Whether a message is a supervisor's, and not of a stranger who has got its port since. */
export function isAnswer(message: unknown): message is SupervisorPhase | SupervisorStatus {
  const answer = message as Partial<SupervisorPhase & SupervisorStatus> | null
  return PHASES.includes(answer?.kind ?? answer?.phase?.kind)
}

/** A {@link SandboxError} as it travels. */
export interface ErrorOnWire {
  readonly code: string
  readonly what: string
  readonly because: string
  readonly fix: string
  readonly retriable: boolean
}

/** Longer lines come from nobody of ours. */
const MAX_LINE = 64 * 1024

/** Sends one message. */
export function sendMessage(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

/** Calls back for each message that is JSON; a peer that sends anything else is cut off. */
export function onMessage(socket: Socket, listener: (message: unknown) => void): void {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    const lines = (text + chunk).split('\n')
    text = lines.pop() ?? ''
    try {
      for (const line of lines) listener(JSON.parse(line))
    } catch {
      socket.destroy()
    }
    if (text.length > MAX_LINE) socket.destroy()
  })
}

/** Makes any error one that can travel. */
export function errorToWire(error: unknown): ErrorOnWire {
  const known =
    error instanceof SandboxError
      ? error
      : new SandboxError('ERR_SANDBOX_SUPERVISOR', {
          what: 'The sandbox did not start',
          because: error instanceof Error ? error.message : String(error),
          fix: 'Read its log with `pnpm sandbox logs`; `pnpm sandbox reset` begins anew.',
        })
  const { code, what, because, fix, retriable } = known
  return { code, what, because, fix, retriable }
}

/** The error that {@link errorToWire} took apart. */
export function errorFromWire({ code, ...texts }: ErrorOnWire): SandboxError {
  const known = SANDBOX_ERROR_CODES.find((candidate) => candidate === code)
  const fallback: SandboxErrorCode = 'ERR_SANDBOX_SUPERVISOR'
  return new SandboxError(known ?? fallback, texts)
}
