import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  type ControlRequest,
  errorFromWire,
  onMessage,
  type ReadySandbox,
  type SupervisorPhase,
  type SupervisorStatus,
  sendMessage,
} from './control-protocol.ts'
import { LOOPBACK } from './ports.ts'
import type { SupervisorState } from './state.ts'

/** A connection that keeps the sandbox up. */
export interface Attachment {
  readonly sandbox: ReadySandbox
  leave(): Promise<void>
}

const CONNECT_MS = 1000
/** A supervisor that answers does so within milliseconds; a busy machine may stretch that. */
const ANSWER_MS = 5000

/**
 * Attaches to a supervisor and waits until its sandbox is ready.
 *
 * @returns undefined when nobody of ours listens there, or the supervisor ends meanwhile
 * @throws {SandboxError} what kept the sandbox from starting
 */
export async function attach(
  state: SupervisorState,
  onProgress: (text: string) => void,
): Promise<Attachment | undefined> {
  const socket = await open(state, 'attach')
  if (socket === undefined) return undefined
  return await new Promise((resolve, reject) => {
    socket.once('close', () => resolve(undefined))
    onMessage(socket, (message) => {
      const phase = message as SupervisorPhase
      if (phase.kind === 'starting') onProgress(phase.progress)
      if (phase.kind === 'failed') reject(errorFromWire(phase.error))
      if (phase.kind !== 'ready') return
      // An app that ends without a word should not hang for this.
      socket.unref()
      resolve({ sandbox: phase.sandbox, leave: () => close(socket) })
    })
  })
}

/** What a supervisor says of itself; undefined when there is none. */
export async function askStatus(state: SupervisorState): Promise<SupervisorStatus | undefined> {
  const socket = await open(state, 'status')
  if (socket === undefined) return undefined
  return await new Promise((resolve) => {
    const end = (status?: SupervisorStatus) => {
      socket.destroy()
      resolve(status)
    }
    socket.setTimeout(ANSWER_MS, () => end())
    socket.once('close', () => end())
    onMessage(socket, (message) => end(message as SupervisorStatus))
  })
}

/** Has a supervisor end everything, and waits until it is gone; false when there was none. */
export async function askToStop(state: SupervisorState): Promise<boolean> {
  const socket = await open(state, 'stop')
  if (socket === undefined) return false
  socket.resume()
  await once(socket, 'close')
  return true
}

async function open(
  { port, token }: SupervisorState,
  command: ControlRequest['command'],
): Promise<Socket | undefined> {
  const socket = connect(port, LOOPBACK)
  const patience = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_MS)
  try {
    await once(socket, 'connect')
  } catch {
    return undefined
  } finally {
    clearTimeout(patience)
  }
  socket.on('error', () => undefined)
  sendMessage(socket, { token, command } satisfies ControlRequest)
  return socket
}

async function close(socket: Socket): Promise<void> {
  if (socket.closed) return
  socket.ref()
  const closed = once(socket, 'close')
  socket.end()
  await closed
}
