import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Contender, Cost } from '../runner.ts'
import type { Order, Setting } from './setting.ts'

/** A client in a process of its own, which measures itself. */
export interface Client {
  contender(name: string, order: Order): Contender
  close(): Promise<void>
}

/** A client, or why there is none. */
export type ClientSearch = Client | { readonly missing: string }

/** Starts a client program of this folder; one in Python needs a `python3`, or HOPS_KAFKA_PYTHON, with its packages. */
export async function startClient(program: string, setting: Setting): Promise<ClientSearch> {
  const child = program.endsWith('.py') ? startPython(program) : startNode(program)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  if (
    !(await once(child, 'spawn').then(
      () => true,
      () => false,
    ))
  ) {
    return { missing: `${program}: there is no such interpreter` }
  }
  const ended = once(child, 'exit')
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify(setting)}\n`)
  const ready = await lines.next()
  if (ready.done === true) return { missing: `${program} has ended: its packages are not there` }
  const ask = async (order: Order): Promise<Cost> => {
    child.stdin.write(`${JSON.stringify(order)}\n`)
    const answer = await lines.next()
    if (answer.done === true) throw new Error(`${program} has ended`)
    return JSON.parse(answer.value) as Cost
  }
  return {
    contender: (name, order) => ({
      name,
      operations: order.operations,
      run: (operations) => ask({ ...order, operations }),
    }),
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

function startPython(program: string): ChildProcessWithoutNullStreams {
  const python = process.env['HOPS_KAFKA_PYTHON'] ?? 'python3'
  return withErrors(spawn(python, [pathOf(program)]))
}

function startNode(program: string): ChildProcessWithoutNullStreams {
  const { NODE_OPTIONS: _, ...env } = process.env
  const flags = ['--conditions=@hops-kafka/source', '--import', 'tsx']
  return withErrors(spawn(process.execPath, [...flags, pathOf(program)], { env }))
}

function withErrors(child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams {
  child.stderr.pipe(process.stderr)
  return child
}

function pathOf(program: string): string {
  return fileURLToPath(new URL(program, import.meta.url))
}
