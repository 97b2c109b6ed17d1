import { createInterface } from 'node:readline'
import type { Cost } from '../runner.ts'
import type { Order, Setting } from './setting.ts'

/** Does what an order says; tells its cost where that is something else than the time it takes. */
export type Task = (order: Order) => Promise<Told | undefined>

/** What a task measures itself. */
export interface Told {
  readonly wallNs: number
  readonly cpuNs?: number
}

/** A client program: reads its setting and then orders as JSON lines, answers each with its cost. */
export async function serveOrders(
  begin: (setting: Setting) => Promise<Readonly<Record<string, Task>>>,
): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const setting = await lines.next()
  const tasks = await begin(JSON.parse(setting.value) as Setting)
  process.stdout.write('ready\n')
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const order = JSON.parse(line.value) as Order
    const task = tasks[order.task]
    if (task === undefined) throw new Error(`there is no task ${order.task}`)
    process.stdout.write(`${JSON.stringify(await costOf(task, order))}\n`)
  }
  // Connections that a library keeps open must not keep the program.
  process.exit(0)
}

async function costOf(task: Task, order: Order): Promise<Cost> {
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  const told = await task(order)
  const wallNs = told?.wallNs ?? (performance.now() - started) * 1e6
  const { user, system } = process.cpuUsage(cpuBefore)
  const cpuNs = told?.cpuNs ?? (user + system) * 1e3
  return { wallNs, cpuNs, rssBytes: process.memoryUsage.rss() }
}

/** The median of how long each took, times their number. */
export async function awaited(
  { operations }: Order,
  one: (nth: number) => Promise<unknown>,
): Promise<{ readonly wallNs: number }> {
  const took: number[] = []
  for (let nth = 0; nth < operations; nth++) {
    const started = performance.now()
    await one(nth)
    took.push(performance.now() - started)
  }
  took.sort((a, b) => a - b)
  return { wallNs: (took[operations >> 1] as number) * 1e6 * operations }
}

/** Nothing, for so many milliseconds. */
export async function idle({ operations }: Order): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, operations))
  return undefined
}
