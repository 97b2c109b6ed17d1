import { randomBytes } from 'node:crypto'
import { RegistryError } from '@hops-kafka/registry'
import type { Answered, Asker } from './ask.ts'
import type { Call, Case, Outcome, Request, Wire } from './case.ts'
import { difference } from './matches.ts'
import type { Target } from './target.ts'

/** Whether a case concerns a server at all. */
export function concerns({ other, mockOnly = false }: Case, { era, column }: Target): boolean {
  if (era === undefined) return other !== 'absent'
  return column !== 'real' || !mockOnly
}

/**
 * Holds a server against a case: first bare requests, then our client on the same state.
 *
 * @throws Error that says what differs
 */
export async function runCase(each: Case, target: Target, asker: Asker): Promise<void> {
  const names = namesFor(target)
  try {
    for (const step of each.given ?? []) await prepare(step, names, asker)
    const answered = await asker.ask(fill(each.request, names))
    const wire = fill(wireOf(each, target), names)
    must(wireDifference(answered, wire), `the server answers HTTP ${answered.status}`)
    const { call } = each
    const outcome = outcomeOf(each, target)
    if (call && outcome) await runCall(fill(call, names), fill(outcome, names), target)
  } finally {
    // A project may have few topics only.
    if (target.era !== undefined) await cleanUp(names, asker)
  }
}

type Names = Record<string, string | number>

function namesFor({ projectName, projectId }: Target): Names {
  const random = () => `c${randomBytes(8).toString('hex')}`
  return { $s: random(), $n: random(), $t: random(), $p: projectName, $pid: projectId }
}

/** Puts the names into every text of a value; a text that is a number's name becomes the number. */
function fill<T>(value: T, names: Names): T {
  if (typeof value === 'string') return fillText(value, names) as T
  if (Array.isArray(value)) return value.map((item) => fill(item, names)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, fill(item, names)])
  return Object.fromEntries(entries) as T
}

function fillText(text: string, names: Names): string | number {
  if (text === '$id' || text === '$pid') return names[text] ?? text
  return text.replace(/\$(?:pid|id|[sntp])/g, (name) => String(names[name] ?? name))
}

async function prepare(step: Request, names: Names, asker: Asker): Promise<void> {
  const answered = await asker.ask(fill(step, names))
  if (answered.status >= 300)
    throw new Error(`${step.method} ${step.path} failed: ${answered.status} ${answered.text}`)
  const json = jsonOf(answered.text)
  if (typeof json === 'object' && json !== null && 'id' in json) names['$id'] = Number(json.id)
}

function wireOf({ wire, eras, other }: Case, { era }: Target): Wire {
  if (era !== undefined) return eras?.[era] ?? wire
  return other === undefined || other === 'absent' ? wire : other
}

function outcomeOf({ outcome, outcomes }: Case, { era }: Target): Outcome | undefined {
  return outcomes?.[era ?? 'other'] ?? outcome
}

function wireDifference(answered: Answered, wire: Wire): string | undefined {
  const { status, type, text, headers } = answered
  if (status !== wire.status) return `not ${wire.status}: ${text.slice(0, 300)}`
  if (wire.type !== undefined && type !== wire.type) return `as ${type}, not ${wire.type}`
  if (wire.contains !== undefined && !text.includes(wire.contains))
    return `without ${wire.contains}: ${text.slice(0, 300)}`
  for (const [name, part] of Object.entries(wire.headers ?? {}))
    if (!headers[name]?.includes(part)) return `with ${name}: ${headers[name]}, not ${part}`
  return wire.body === undefined ? undefined : difference(jsonOf(text), wire.body)
}

async function runCall(call: Call, outcome: Outcome, target: Target): Promise<void> {
  const found = await settle(call, target)
  const told = `${call.method}(${JSON.stringify(call.args)})`
  if ('code' in found) {
    const expected = 'code' in outcome ? outcome.code : 'a value'
    must(difference(found.code, expected), `${told} fails: ${found.message}`)
  } else {
    const expected = 'code' in outcome ? { never: outcome.code } : outcome.value
    must(difference(found.value, expected), `${told} gives ${JSON.stringify(found.value)}`)
  }
}

type Settled = { readonly value: unknown } | { readonly code: string; readonly message: string }

async function settle({ method, args }: Call, { registry, project }: Target): Promise<Settled> {
  const [owner, name] = method.startsWith('project.')
    ? ([project, method.slice('project.'.length)] as const)
    : ([registry, method] as const)
  const callee = owner as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>
  try {
    return { value: await callee[name]?.call(callee, ...args) }
  } catch (error) {
    if (error instanceof RegistryError) return { code: error.code, message: error.message }
    throw error
  }
}

async function cleanUp(names: Names, asker: Asker): Promise<void> {
  await asker.ask({ method: 'DELETE', path: `topics/${names['$t']}` })
  await asker.ask({ method: 'DELETE', path: `subjects/${names['$s']}` })
}

function must(found: string | undefined, context: string): void {
  if (found !== undefined) throw new Error(`${context}; ${found}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
