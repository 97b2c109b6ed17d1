import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  type ControlRequest,
  errorFromWire,
  isAnswer,
  onMessage,
  type ReadySandbox,
  type SupervisorPhase,
  type SupervisorStatus,
  sendMessage,
} from './control-protocol.ts'
import { SandboxError } from './errors.ts'
import { LOOPBACK } from './ports.ts'
import { commandLineOf } from './process-info.ts'
import { SUPERVISOR_PROGRAM } from './spawn-supervisor.ts'
import type { SupervisorState } from './state.ts'

/** A connection that keeps the sandbox up. */
export interface Attachment {
  readonly sandbox: ReadySandbox
  leave(): Promise<void>
}

type Answer = SupervisorPhase | SupervisorStatus

const CONNECT_MS = 1000
/** A supervisor that answers does so within milliseconds; a busy machine may stretch that. */
const ANSWER_MS = 5000
/** A broker that does not end is killed after a minute. */
const STOP_MS = 90_000

/**
 * Attaches to a supervisor and waits until its sandbox is ready.
 *
 * @returns undefined when nobody of ours listens there, or the supervisor ends meanwhile
 * @throws {SandboxError} what kept the sandbox from starting; ERR_SANDBOX_SUPERVISOR when it does not answer
 */
export async function attach(
  state: SupervisorState,
  onProgress: (text: string) => void,
): Promise<Attachment | undefined> {
  return await new Promise((resolve, reject) => {
    let starting = false
    ask(state, 'attach', (answer, socket) => {
      const phase = answer as SupervisorPhase
      switch (phase.kind) {
        case 'starting':
          starting = true
          onProgress(phase.progress)
          break
        case 'failed':
          reject(errorFromWire(phase.error))
          break
        case 'ready':
          // An app that ends without a word should not hang for this.
          socket.unref()
          resolve({ sandbox: phase.sandbox, leave: () => close(socket) })
          break
        case 'stopping':
          // One that was up ends by itself when idle, and is to be started again.
          if (starting) reject(stoppedEarly())
      }
    }).then(() => resolve(undefined), reject)
  })
}

/**
 * What a supervisor says of itself; undefined when there is none.
 *
 * @throws {SandboxError} ERR_SANDBOX_SUPERVISOR when it does not answer
 */
export async function askStatus(state: SupervisorState): Promise<SupervisorStatus | undefined> {
  let status: SupervisorStatus | undefined
  await ask(state, 'status', (answer, socket) => {
    if ('phase' in answer) status = answer
    socket.destroy()
  })
  return status
}

/**
 * Has a supervisor end everything, and waits until it is gone; false when there was none.
 *
 * @throws {SandboxError} ERR_SANDBOX_SUPERVISOR when it does not answer, or does not end
 */
export async function askToStop(state: SupervisorState): Promise<boolean> {
  let late = false
  const wasThere = await ask(state, 'stop', (_, socket) => {
    socket.setTimeout(STOP_MS, () => {
      late = true
      socket.destroy()
    })
  })
  if (late) throw silent(state, `has not ended after ${STOP_MS / 1000} s`)
  return wasThere
}

/** Asks, and hears answers until the connection closes; false when nobody of ours answers in time. */
async function ask(
  state: SupervisorState,
  command: ControlRequest['command'],
  hear: (answer: Answer, socket: Socket) => void,
): Promise<boolean> {
  const socket = await open(state.port)
  if (socket === undefined) return false
  let answered = false
  let overdue = false
  const patience = setTimeout(() => {
    overdue = true
    socket.destroy()
  }, ANSWER_MS)
  onMessage(socket, (message) => {
    if (!isAnswer(message)) return socket.destroy()
    answered = true
    clearTimeout(patience)
    hear(message, socket)
  })
  sendMessage(socket, { token: state.token, command } satisfies ControlRequest)
  // Not by events.once, which throws when the other side resets the connection.
  await new Promise((closed) => socket.on('error', () => undefined).once('close', closed))
  clearTimeout(patience)
  // After a crash any program may have got the port; a living supervisor must not be taken for down.
  if (overdue && (await isSupervisor(state.pid))) {
    throw silent(state, `does not answer within ${ANSWER_MS / 1000} s`)
  }
  return answered
}

async function open(port: number): Promise<Socket | undefined> {
  const socket = connect(port, LOOPBACK)
  const patience = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_MS)
  try {
    await once(socket, 'connect')
    return socket
  } catch {
    return undefined
  } finally {
    clearTimeout(patience)
  }
}

async function isSupervisor(pid: number): Promise<boolean> {
  return (await commandLineOf(pid)).includes(SUPERVISOR_PROGRAM)
}

function silent({ pid }: SupervisorState, because: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_SUPERVISOR', {
    what: 'The shared sandbox',
    because: `its process ${pid} ${because}`,
    fix: `Try again; if that does not help, end it with \`kill -9 ${pid}\`.`,
    retriable: true,
  })
}

function stoppedEarly(): SandboxError {
  return new SandboxError('ERR_SANDBOX_SUPERVISOR', {
    what: 'The shared sandbox',
    because: 'somebody stopped it before it was up',
    fix: 'Start it again.',
    retriable: true,
  })
}

async function close(socket: Socket): Promise<void> {
  if (socket.closed) return
  socket.ref()
  const closed = once(socket, 'close')
  socket.end()
  await closed
}
