import { constants } from 'node:os'

/** Why a program is asked to stop. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'parent gone' | 'output closed'

/** A request to stop, and how it came. */
export interface Stop {
  /** Aborted by the first request, with its {@link StopReason} as reason. */
  readonly signal: AbortSignal
  /** The exit code for a stop that left something undone: 128 + the signal's number, so 130 or 143. */
  exitCode(): number
  /** Stops the program from within, for example when nobody reads its output any more. */
  request(reason: StopReason): void
  /** Takes the handlers away again. */
  dispose(): void
}

/** What {@link listenForStop} may be told. */
export interface StopOptions {
  /** Called at a second request: the user does not want to wait. It should say what is left undone and exit. */
  readonly onSecond: () => void
}

/**
 * One Ctrl-C may arrive twice, from the terminal and relayed by the package manager: within milliseconds, yet on a busy
 * machine the relay has to wait for its turn. Requests closer together than this count as one.
 */
const SAME_KEYSTROKE_MS = 500

/** pnpm does not pass a SIGTERM on; that the parent is gone is seen by looking, about twice a second. */
const PARENT_CHECK_MS = 500

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The parent at start: one that dies while the program is still starting must be noticed, too. */
const PARENT = process.ppid

/** Listens for SIGINT, SIGTERM, SIGHUP (the terminal is closed) and the death of the parent process. */
export function listenForStop({ onSecond }: StopOptions): Stop {
  const controller = new AbortController()
  let firstAt = 0

  function request(reason: StopReason): void {
    if (!controller.signal.aborted) {
      firstAt = Date.now()
      controller.abort(reason)
    } else if (Date.now() - firstAt > SAME_KEYSTROKE_MS && isSignal(reason)) {
      onSecond()
    }
  }

  for (const signal of SIGNALS) process.on(signal, request)
  const parentCheck = watchParent(() => request('parent gone'))

  return {
    signal: controller.signal,
    exitCode: () => exitCodeFor(controller.signal.reason),
    request,
    dispose() {
      for (const signal of SIGNALS) process.off(signal, request)
      clearInterval(parentCheck)
    },
  }
}

/** Any reason but a signal of its own counts as SIGTERM. */
function exitCodeFor(reason: StopReason): number {
  if (reason === 'SIGINT' || reason === 'SIGHUP') return 128 + constants.signals[reason]
  return 128 + constants.signals.SIGTERM
}

function isSignal(reason: StopReason): boolean {
  return reason.startsWith('SIG')
}

/** A process whose parent dies is handed to another one, so its parent's id changes. */
function watchParent(onGone: () => void): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return
    clearInterval(timer)
    onGone()
  }, PARENT_CHECK_MS)
  return timer.unref()
}
